using System.Net.WebSockets;
using Gateway.DemoHubs.HomeAssistant;

namespace Gateway.Tests.DemoHubs;

public sealed class HomeAssistantDemoHubFaultTests : SignedInDemoHub
{
    [Fact]
    public async Task Hub_KilledAndRestarted_IsBackOnItsPortWithItsStates()
    {
        var url = Hub.Url;
        Hub.SetState("sensor.probe", "7");
        await Hub.KillAsync().WaitAsync(TimeSpan.FromSeconds(20));
        await Client.ShouldBeCutAsync();
        await Should.ThrowAsync<WebSocketException>(() => HomeAssistantClient.DialAsync(Hub));

        await Hub.RestartAsync().WaitAsync(TimeSpan.FromSeconds(20));
        Hub.Url.ShouldBe(url);
        using var again = await HomeAssistantClient.SignInAsync(Hub);
        (await again.AskAsync("""{"id":1,"type":"get_states"}""")).ShouldNotBeNull().ShouldContain("\"sensor.probe\",\"state\":\"7\"");
        Hub.ConnectionsOpened.ShouldBe(2);
    }

    [Fact]
    public async Task Hub_Stopped_SaysSoAndCloses()
    {
        await Client.AskAsync("""{"id":1,"type":"subscribe_events","event_type":"homeassistant_stop"}""");
        var stopping = Hub.StopAsync();
        HomeAssistantFrames.Shape(await Client.ReadAsync()).ShouldBe(HomeAssistantFrames.Shape(HomeAssistantFrames.ByNote("[hub stop] last event")));
        await Client.ShouldCloseAsync();
        await Client.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, CancellationToken.None);
        await stopping.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Hub_Frozen_AnswersOnlyAfterwards()
    {
        Hub.Freeze();
        await Client.SendAsync("""{"id":1,"type":"ping"}""");
        var answer = Client.ReadAsync();
        await Should.ThrowAsync<TimeoutException>(() => answer.WaitAsync(TimeSpan.FromMilliseconds(200)));
        Hub.CountReceived("ping").ShouldBe(0);
        Hub.OpenConnections.ShouldBe(1);
        Hub.Unfreeze();
        (await answer).ShouldBe("""{"id":1,"type":"pong"}""");
    }

    [Fact]
    public async Task Client_ThatDoesNotRead_IsDroppedWhileAnotherGetsEverything()
    {
        using var healthy = await HomeAssistantClient.SignInAsync(Hub);
        await Client.AskAsync("""{"id":1,"type":"subscribe_events","event_type":"flood"}""");
        await healthy.AskAsync("""{"id":1,"type":"subscribe_events","event_type":"flood"}""");
        var flood = Hub.FloodAsync("flood", 12_000, 2048);
        for (var expected = 0; expected < 12_000; expected++)
            (await healthy.ReadJsonAsync())["event"]!["data"]!["i"]!.GetValue<int>().ShouldBe(expected);
        await flood.WaitAsync(TimeSpan.FromSeconds(20));
        Hub.OpenConnections.ShouldBe(1);
        Hub.ActiveSubscriptions.ShouldBe(["subscribe_events:flood"]);
    }

    [Fact]
    public async Task Answers_Held_ComeWhenReleasedAfterTheirEvents()
    {
        await Client.AskAsync("""{"id":1,"type":"subscribe_events","event_type":"custom"}""");
        Hub.HoldAnswers("fire_event");
        (await Client.AskAsync("""{"id":2,"type":"fire_event","event_type":"custom"}""")).ShouldNotBeNull().ShouldEndWith("\"id\":1}");
        (await Client.AskAsync("""{"id":3,"type":"ping"}""")).ShouldBe("""{"id":3,"type":"pong"}""");
        Hub.ReleaseAnswers("fire_event");
        (await Client.ReadAsync()).ShouldNotBeNull().ShouldStartWith("""{"id":2,"type":"result","success":true""");
    }

    [Fact]
    public async Task Command_CloseAfter_IsExecutedButNotAnswered()
    {
        Hub.CloseAfter("call_service");
        await Client.SendAsync("""{"id":1,"type":"call_service","domain":"switch","service":"turn_on","target":{"entity_id":"switch.garden_pump"}}""");
        await Client.ShouldBeCutAsync();
        using var again = await HomeAssistantClient.SignInAsync(Hub);
        (await again.AskAsync("""{"id":1,"type":"get_states"}""")).ShouldNotBeNull().ShouldContain("\"switch.garden_pump\",\"state\":\"on\"");
    }

    [Fact]
    public async Task Subscription_Refused_IsTakenOnceAllowed()
    {
        Hub.RefuseEventType("custom", "unauthorized", "Unauthorized");
        (await Client.AskAsync("""{"id":1,"type":"subscribe_events","event_type":"custom"}""")).ShouldNotBeNull().ShouldContain("\"code\":\"unauthorized\"");
        Hub.AllowEventType("custom");
        (await Client.AskAsync("""{"id":2,"type":"subscribe_events","event_type":"custom"}""")).ShouldBe("""{"id":2,"type":"result","success":true,"result":null}""");
    }

    [Fact]
    public async Task Frame_Raw_ArrivesAsItIs()
    {
        await Hub.SendRawAsync("{garbage");
        (await Client.ReadAsync()).ShouldBe("{garbage");
        Hub.DropConnections();
        await Client.ShouldCloseAsync();
    }

    [Fact]
    public async Task House_Living_ChangesByItself()
    {
        await using var living = await HomeAssistantDemoHub.StartAsync(new HomeAssistantDemoHubOptions { Pace = TimeSpan.FromMilliseconds(5), Entities = 3 });
        using var client = await HomeAssistantClient.SignInAsync(living);
        await client.AskAsync("""{"id":1,"type":"subscribe_events","event_type":"doorbell_pressed"}""");
        (await client.ReadAsync()).ShouldNotBeNull().ShouldContain("\"button\":\"front\"");
        await client.AskAsync("""{"id":2,"type":"get_states"}""");
        living.OpenConnections.ShouldBe(1);
    }
}
