using System.Text;
using Gateway.Commands;
using Gateway.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Upstreams.HomeAssistant;

public sealed class HomeAssistantSessionEventTests
{
    private const string Reuse = """{"code":"id_reuse","message":"Identifier values have to increase."}""";

    [Fact]
    public async Task Event_BeforeItsResult_IsDelivered()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var watching = rig.Session.WatchAsync("""{"type":"subscribe_trigger"}""", CancellationToken.None);
        var id = await rig.Wire.ExpectAsync("subscribe_trigger");

        await rig.Wire.EventAsync(id, """{"variables":{"n":1}}""");
        await rig.Wire.ResultAsync(id);

        (await watching.Soon()).IsLive.ShouldBeTrue();
        rig.Events.ShouldBe(["""{"type":"subscribe_trigger"} event {"variables":{"n":1}}"""]);
    }

    [Fact]
    public async Task Frame_ArrayOfEventsAndResults_IsTakenInItsOrder()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var id = await rig.WatchAsync("events:demo");
        var asked = Enumerable.Range(0, 4).Select(number => rig.SendAsync($"ask_{number}")).ToArray();
        var ids = new List<long>();
        for (var number = 0; number < 4; number++)
        {
            ids.Add(await rig.Wire.ExpectAsync($"ask_{number}"));
        }

        await rig.Wire.SendAsync("[" + string.Join(',', ids.Select((asking, number) =>
            $$"""{"type":"event","event":{"event_type":"demo","n":{{number}}},"id":{{id}}},{"id":{{asking}},"type":"result","success":true,"result":{{number}}}""")) + "]");

        var outcomes = await Task.WhenAll(asked).Soon();
        outcomes.Select(static outcome => Encoding.UTF8.GetString(outcome.Result.Span)).ShouldBe(["0", "1", "2", "3"]);
        rig.Events.ShouldBe(Enumerable.Range(0, 4).Select(static number => $$"""demo demo {"event_type":"demo","n":{{number}}}"""));
    }

    [Fact]
    public async Task Event_IdFirstOrLast_IsUntouched()
    {
        const string payload = """{ "event_type":"demo", "data": {"x": 1.0, "y":"é\u0041"} }""";
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var id = await rig.WatchAsync("events:demo");

        await rig.Wire.SendAsync($$"""{"id":{{id}},"type":"event","event":{{payload}}}""");
        await rig.Wire.SendAsync($$"""{"event":{{payload}},"type":"event","id":{{id}}}""");
        await rig.SettleAsync();

        rig.Events.ShouldBe([$"demo demo {payload}", $"demo demo {payload}"]);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("\"3\"")]
    [InlineData("3.0")]
    [InlineData("3e0")]
    [InlineData("9007199254740993")]
    [InlineData("99999999999999999999999999")]
    [InlineData("[3]")]
    [InlineData("true")]
    public async Task Result_WithAnIdNobodySent_IsIgnored(string id)
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var asked = rig.SendAsync("mine");
        (await rig.Wire.ExpectAsync("mine")).ShouldBe(3);

        await rig.Wire.SendAsync($$"""{"type":"result","success":false,"error":{"code":"invalid_format","message":"no"},"id":{{id}} }""");
        await rig.Wire.SendAsync($$"""{"id":{{id}},"type":"pong"}""");
        await rig.SettleAsync();

        asked.IsCompleted.ShouldBeFalse();
        await rig.Wire.ResultAsync(3);
        (await asked.Soon()).Status.ShouldBe(CommandStatus.Ok);
    }

    [Theory]
    [InlineData("""{"id":3,"type":"result","success":false,"error":{"code":"template_error","message":"late"}}""")]
    [InlineData("""{"id":3,"type":"result","success":false,"error":{"code":"id_reuse","message":"Identifier values have to increase."}}""")]
    [InlineData("""{"id":3,"type":"result","success":true,"result":null}""")]
    public async Task Result_OnALiveSubscription_EndsNothing(string frame)
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var id = await rig.WatchAsync("events:demo");
        id.ShouldBe(3);

        await rig.Wire.SendAsync(frame);
        await rig.Wire.EventAsync(id, """{"event_type":"demo"}""");
        await rig.SettleAsync();

        rig.Events.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task IdReuse_OfACommandThatWaits_IsTheHubsNo()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var asked = rig.SendAsync("mine");

        await rig.Wire.RefuseAsync(await rig.Wire.ExpectAsync("mine"), Reuse);

        var outcome = await asked.Soon();
        outcome.Status.ShouldBe(CommandStatus.Rejected);
        Encoding.UTF8.GetString(outcome.HubError.Span).ShouldBe(Reuse);
        await rig.SettleAsync();
        rig.LinesOf(LogLevel.Warning).ShouldBeEmpty();
    }

    [Fact]
    public async Task IdReuse_OfASubscriptionThatWaits_FailsItWithTheHubsWords()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var watching = rig.Session.WatchAsync("events:demo", CancellationToken.None);

        await rig.Wire.RefuseAsync(await rig.Wire.ExpectAsync("subscribe_events"), Reuse);

        (await watching.Soon()).Refusal.ShouldBe("id_reuse: Identifier values have to increase.");
        await rig.WatchAsync("events:demo");
    }

    [Fact]
    public async Task IdReuse_OverAndOver_IsLoggedOnce()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();

        for (var number = 0; number < 100; number++)
        {
            await rig.Wire.RefuseAsync(1_000 + number, Reuse);
        }

        await rig.SettleAsync();
        rig.LinesOf(LogLevel.Warning).ShouldHaveSingleItem().ShouldContain("used before");
    }

    [Fact]
    public async Task Event_OfASubscriptionThatIsBeingEnded_IsNotPassedOn()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var id = await rig.WatchAsync("events:demo");
        var leaving = rig.Session.UnwatchAsync("events:demo", CancellationToken.None);
        var ending = await rig.Wire.ReadJsonAsync();
        ending["subscription"]!.GetValue<long>().ShouldBe(id);

        await rig.Wire.EventAsync(id, """{"event_type":"demo"}""");
        await rig.Wire.ResultAsync(ending["id"]!.GetValue<long>());
        await leaving.Soon();
        await rig.SettleAsync();

        rig.Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task Message_OfAnUnknownType_IsAnEventOfItsOwnTopic()
    {
        const string message = """{"id":7, "type":"my_component/said", "x":[1.0]}""";
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        (await rig.Session.WatchAsync("message/", CancellationToken.None).Soon()).IsLive.ShouldBeTrue();

        await rig.Wire.SendAsync(message);
        await rig.SettleAsync();

        rig.Events.ShouldBe([$"message/my_component/said my_component/said {message}"]);
    }

    [Fact]
    public async Task Event_TypeLongerThanAnyTopicCanBe_IsNotKept()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var id = await rig.WatchAsync("events:*");

        await rig.Wire.EventAsync(id, $$"""{"event_type":"{{new string('x', 100_000)}}"}""");
        await rig.Wire.EventAsync(id, """{"event_type":"short"}""");
        await rig.SettleAsync();

        rig.Events.ShouldBe(["""short short {"event_type":"short"}"""]);
    }

    [Fact]
    public async Task Watch_Refused_SaysTheHubsWords()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var watching = rig.Session.WatchAsync("events:demo", CancellationToken.None);

        await rig.Wire.RefuseAsync(await rig.Wire.ExpectAsync("subscribe_events"), """{"code":"unauthorized","message":"Unauthorized"}""");

        (await watching.Soon()).Refusal.ShouldBe("unauthorized: Unauthorized");
    }

    [Fact]
    public async Task Watch_NoAnswer_IsRefusedAfterThirtySecondsAndALateYesIsUndone()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var watching = rig.Session.WatchAsync("events:demo", CancellationToken.None);
        var id = await rig.Wire.ExpectAsync("subscribe_events");

        // Within the time a starting hub takes; it would be pinged meanwhile, so it says something.
        rig.Time.Advance(TimeSpan.FromSeconds(29));
        await rig.Wire.SendAsync("[]");
        await rig.UntilFramesAsync(1);
        watching.IsCompleted.ShouldBeFalse();
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        (await watching.Soon()).Refusal.ShouldNotBeNull().ShouldContain("30 s");
        await rig.Wire.ResultAsync(id);
        await rig.Wire.EventAsync(id, """{"event_type":"demo"}""");

        (await rig.Wire.ReadJsonAsync())["subscription"]!.GetValue<long>().ShouldBe(id);
        await rig.SettleAsync();
        rig.Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task Watch_MoreKeysAtOnceThanTheQueueHolds_AllBecomeLive()
    {
        const int keys = 1_300;
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var large = new Command("home", "large", Encoding.UTF8.GetBytes($$"""{"text":"{{new string('x', 1_000_000)}}"}"""));
        rig.Wire.Pause();
        var filling = Enumerable.Range(0, 30).Select(_ => rig.Session.SendAsync(large, CancellationToken.None)).ToArray();

        var watching = Enumerable.Range(0, keys).Select(number => rig.Session.WatchAsync($"events:type_{number}", CancellationToken.None)).ToArray();
        rig.Wire.Resume();
        for (var answered = 0; answered < keys + filling.Length; answered++)
        {
            await rig.Wire.ResultAsync((await rig.Wire.ReadJsonAsync())["id"]!.GetValue<long>());
        }

        (await Task.WhenAll(watching).Soon()).ShouldAllBe(static outcome => outcome.IsLive);
        await Task.WhenAll(filling).Soon();
    }
}
