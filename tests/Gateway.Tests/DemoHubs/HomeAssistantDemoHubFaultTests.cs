using System.Net.WebSockets;
using Gateway.DemoHubs.HomeAssistant;

namespace Gateway.Tests.DemoHubs;

public sealed class HomeAssistantDemoHubFaultTests : IAsyncLifetime
{
    private HomeAssistantDemoHub _hub = null!;

    private HomeAssistantClient _client = null!;

    public async Task InitializeAsync()
    {
        _hub = await HomeAssistantDemoHub.StartAsync(new HomeAssistantDemoHubOptions { Living = false });
        _client = await HomeAssistantClient.SignInAsync(_hub);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task Hub_KilledAndRestarted_IsBackOnItsPortWithItsStates()
    {
        var url = _hub.Url;
        _hub.SetState("sensor.probe", "7");
        await _hub.KillAsync().WaitAsync(TimeSpan.FromSeconds(20));
        await _client.ShouldBeCutAsync();
        await Should.ThrowAsync<WebSocketException>(() => HomeAssistantClient.DialAsync(_hub));

        await _hub.RestartAsync().WaitAsync(TimeSpan.FromSeconds(20));
        _hub.Url.ShouldBe(url);
        using var again = await HomeAssistantClient.SignInAsync(_hub);
        (await again.AskAsync("""{"id":1,"type":"get_states"}""")).ShouldNotBeNull().ShouldContain("\"sensor.probe\",\"state\":\"7\"");
        _hub.ConnectionsOpened.ShouldBe(2);
    }

    [Fact]
    public async Task Hub_Stopped_SaysSoAndCloses()
    {
        await _client.AskAsync("""{"id":1,"type":"subscribe_events","event_type":"homeassistant_stop"}""");
        var stopping = _hub.StopAsync();
        HomeAssistantFrames.Shape(await _client.ReadAsync()).ShouldBe(HomeAssistantFrames.Shape(HomeAssistantFrames.ByNote("[hub stop] last event")));
        await _client.ShouldCloseAsync();
        await _client.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, CancellationToken.None);
        await stopping.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Hub_Frozen_AnswersOnlyAfterwards()
    {
        _hub.Freeze();
        await _client.SendAsync("""{"id":1,"type":"ping"}""");
        var answer = _client.ReadAsync();
        await Should.ThrowAsync<TimeoutException>(() => answer.WaitAsync(TimeSpan.FromMilliseconds(200)));
        _hub.CountReceived("ping").ShouldBe(0);
        _hub.OpenConnections.ShouldBe(1);
        _hub.Unfreeze();
        (await answer).ShouldBe("""{"id":1,"type":"pong"}""");
    }

    [Fact]
    public async Task Client_ThatDoesNotRead_IsDroppedWhileAnotherGetsEverything()
    {
        using var healthy = await HomeAssistantClient.SignInAsync(_hub);
        await _client.AskAsync("""{"id":1,"type":"subscribe_events","event_type":"flood"}""");
        await healthy.AskAsync("""{"id":1,"type":"subscribe_events","event_type":"flood"}""");
        var flood = _hub.FloodAsync("flood", 12_000, 2048);
        for (var expected = 0; expected < 12_000; expected++)
            (await healthy.ReadJsonAsync())["event"]!["data"]!["i"]!.GetValue<int>().ShouldBe(expected);
        await flood.WaitAsync(TimeSpan.FromSeconds(20));
        _hub.OpenConnections.ShouldBe(1);
        _hub.ActiveSubscriptions.ShouldBe(["subscribe_events:flood"]);
    }

    [Fact]
    public async Task Answers_Held_ComeWhenReleasedAfterTheirEvents()
    {
        await _client.AskAsync("""{"id":1,"type":"subscribe_events","event_type":"custom"}""");
        _hub.HoldAnswers("fire_event");
        (await _client.AskAsync("""{"id":2,"type":"fire_event","event_type":"custom"}""")).ShouldNotBeNull().ShouldEndWith("\"id\":1}");
        (await _client.AskAsync("""{"id":3,"type":"ping"}""")).ShouldBe("""{"id":3,"type":"pong"}""");
        _hub.ReleaseAnswers("fire_event");
        (await _client.ReadAsync()).ShouldNotBeNull().ShouldStartWith("""{"id":2,"type":"result","success":true""");
    }

    [Fact]
    public async Task Command_CloseAfter_IsExecutedButNotAnswered()
    {
        _hub.CloseAfter("call_service");
        await _client.SendAsync("""{"id":1,"type":"call_service","domain":"switch","service":"turn_on","target":{"entity_id":"switch.garden_pump"}}""");
        await _client.ShouldBeCutAsync();
        using var again = await HomeAssistantClient.SignInAsync(_hub);
        (await again.AskAsync("""{"id":1,"type":"get_states"}""")).ShouldNotBeNull().ShouldContain("\"switch.garden_pump\",\"state\":\"on\"");
    }

    [Fact]
    public async Task Subscription_Refused_IsTakenOnceAllowed()
    {
        _hub.RefuseEventType("custom", "unauthorized", "Unauthorized");
        (await _client.AskAsync("""{"id":1,"type":"subscribe_events","event_type":"custom"}""")).ShouldNotBeNull().ShouldContain("\"code\":\"unauthorized\"");
        _hub.AllowEventType("custom");
        (await _client.AskAsync("""{"id":2,"type":"subscribe_events","event_type":"custom"}""")).ShouldBe("""{"id":2,"type":"result","success":true,"result":null}""");
    }

    [Fact]
    public async Task Frame_Raw_ArrivesAsItIs()
    {
        await _hub.SendRawAsync("{garbage");
        (await _client.ReadAsync()).ShouldBe("{garbage");
        _hub.DropConnections();
        await _client.ShouldCloseAsync();
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
