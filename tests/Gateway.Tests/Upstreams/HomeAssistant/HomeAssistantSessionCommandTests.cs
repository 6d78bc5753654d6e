using System.Text;
using Gateway.Commands;
using Gateway.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Upstreams.HomeAssistant;

public sealed class HomeAssistantSessionCommandTests
{
    [Fact]
    public async Task Send_HubSaysYes_ResultIsUntouched()
    {
        const string result = """{ "b" : 1.0, "a":"é😀\u0041", "nested":[ 1e3 , null ] }""";
        await using var rig = await HomeAssistantSessionRig.OpenAsync();

        var asked = rig.SendAsync("get_things", """ { "x" : 1.50, "y":"ü" } """);
        (await rig.Wire.ReadAsync()).ShouldBe("""{"id":3,"type":"get_things","x" : 1.50, "y":"ü"}""");
        await rig.Wire.ResultAsync(3, result);

        var outcome = await asked.Soon();
        outcome.Status.ShouldBe(CommandStatus.Ok);
        Encoding.UTF8.GetString(outcome.Result.Span).ShouldBe(result);
    }

    [Fact]
    public async Task Send_HubSaysNo_ErrorIsUntouched()
    {
        const string error = """{ "code" : "made_up_code", "message":"Näh", "translation_key":"k", "translation_placeholders":{"a":1.0} }""";
        await using var rig = await HomeAssistantSessionRig.OpenAsync();

        var asked = rig.SendAsync("call_service", """{"domain":"light"}""");
        await rig.Wire.RefuseAsync(await rig.Wire.ExpectAsync("call_service"), error);

        var outcome = await asked.Soon();
        outcome.Status.ShouldBe(CommandStatus.Rejected);
        Encoding.UTF8.GetString(outcome.HubError.Span).ShouldBe(error);
        outcome.Detail!.ShouldContain("made_up_code: Näh");
    }

    [Fact]
    public async Task Send_HubEchoesTheToken_ItIsNeitherInTheErrorNorInTheWordsNorInTheResult()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var filler = new string('x', 270);
        var asked = rig.SendAsync("call_service");
        await rig.Wire.RefuseAsync(await rig.Wire.ExpectAsync("call_service"), $$"""{ "code":"invalid_format","message":"{{filler}} {{HomeAssistantSessionRig.Token}}" }""");
        var refused = await asked.Soon();
        asked = rig.SendAsync("auth/current");
        await rig.Wire.ResultAsync(await rig.Wire.ExpectAsync("auth/current"), $$"""{ "token":"\u0073{{HomeAssistantSessionRig.Token[1..]}}", "a":1.0 }""");

        refused.Status.ShouldBe(CommandStatus.Rejected);
        Encoding.UTF8.GetString(refused.HubError.Span).ShouldBe($$"""{ "code":"invalid_format","message":"{{filler}} ***" }""");
        refused.Detail!.ShouldNotContain("secret");
        Encoding.UTF8.GetString((await asked.Soon()).Result.Span).ShouldBe("""{ "token":"***", "a":1.0 }""");
    }

    [Fact]
    public async Task Send_NobodyWaitsAndTheHubEchoesTheToken_TheLogDoesNotHaveIt()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var sent = rig.Session.SendAsync(new Command("home", "fire_event", default) { Wait = false }, CancellationToken.None);
        await rig.Wire.RefuseAsync(await rig.Wire.ExpectAsync("fire_event"), $$"""{"code":"no","message":"{{HomeAssistantSessionRig.Token}}"}""");
        (await sent.Soon()).Status.ShouldBe(CommandStatus.Sent);

        await Eventually.TrueAsync(() => rig.LinesOf(LogLevel.Warning).Any(static line => line.Contains("no: ***", StringComparison.Ordinal)), "the refusal is logged without it");
        rig.Log.Lines.ShouldNotContain(static line => line.Text.Contains(HomeAssistantSessionRig.Token));
    }

    [Fact]
    public async Task Send_ResultsOutOfOrder_ReachTheirOwnCallers()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var first = rig.SendAsync("first");
        var firstId = await rig.Wire.ExpectAsync("first");
        var second = rig.SendAsync("second");
        var secondId = await rig.Wire.ExpectAsync("second");

        await rig.Wire.ResultAsync(secondId, "2");
        Encoding.UTF8.GetString((await second.Soon()).Result.Span).ShouldBe("2");
        first.IsCompleted.ShouldBeFalse();
        await rig.Wire.ResultAsync(firstId, "1");

        Encoding.UTF8.GetString((await first.Soon()).Result.Span).ShouldBe("1");
    }

    [Fact]
    public async Task Send_ManyAtOnceAnsweredShuffled_IdsAscendAndEachGetsItsOwnAnswer()
    {
        const int callers = 8;
        const int each = 200;
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var answering = AnswerShuffledAsync(rig.Wire, callers * each);

        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            for (var round = 0; round < each; round += 20)
            {
                await Task.WhenAll(Enumerable.Range(round, 20).Select(async number =>
                {
                    var mine = $$"""{"n":{{(caller * each) + number}}}""";
                    var outcome = await rig.SendAsync("echo", mine);
                    Encoding.UTF8.GetString(outcome.Result.Span).ShouldBe(mine);
                }));
            }
        }))).Soon();

        var ids = await answering.Soon();
        ids.ShouldBe(Enumerable.Range(3, callers * each).Select(static id => (long)id));
    }

    [Fact]
    public async Task Send_TimeIsOver_IsTimeoutAndTheLateAnswerHarmsNobody()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10), rig.Time);
        var asked = rig.SendAsync("slow", cancellationToken: deadline.Token);
        var id = await rig.Wire.ExpectAsync("slow");

        rig.Time.Advance(TimeSpan.FromSeconds(10));
        var outcome = await asked.Soon();
        outcome.Status.ShouldBe(CommandStatus.Timeout);
        outcome.Detail!.ShouldContain("10000 ms");

        var next = rig.SendAsync("next");
        var nextId = await rig.Wire.ExpectAsync("next");
        await rig.Wire.ResultAsync(id, "\"late\"");
        await rig.Wire.ResultAsync(nextId, "\"mine\"");
        Encoding.UTF8.GetString((await next.Soon()).Result.Span).ShouldBe("\"mine\"");
    }

    [Fact]
    public async Task Send_SessionCutAfterTheWrite_IsUnknownAtOnce()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var asked = rig.SendAsync("toggle");
        await rig.Wire.ExpectAsync("toggle");

        rig.Wire.Abort();
        (await rig.Reading.Soon()).Name.ShouldBe("hub-closed");
        await rig.EndSessionAsync();

        (await asked.Soon()).Status.ShouldBe(CommandStatus.Unknown);
        (await rig.SendAsync("toggle").Soon()).Status.ShouldBe(CommandStatus.Offline);
    }

    [Fact]
    public async Task Send_ExpiredBeforeTheWrite_IsNeverOnTheWire()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();

        var outcome = await rig.Session.SendAsync(
            new Command("home", "toggle", default) { ExpiresAt = rig.Time.GetUtcNow() }, CancellationToken.None).Soon();

        outcome.Status.ShouldBe(CommandStatus.Expired);
        await rig.SettleAsync();
    }

    [Fact]
    public async Task Send_CallerGaveUpBeforeTheWrite_IsNeverOnTheWire()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();

        var outcome = await rig.SendAsync("toggle", cancellationToken: new CancellationToken(canceled: true)).Soon();

        outcome.Status.ShouldBeOneOf(CommandStatus.Expired, CommandStatus.Timeout, CommandStatus.Limited);
        if (outcome.Status == CommandStatus.Timeout)
        {
            await rig.Wire.ExpectAsync("toggle");
        }

        await rig.SettleAsync();
    }

    [Fact]
    public async Task Send_GivenUpAtTheMomentOfTheWrite_AlwaysComesBack()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();

        for (var round = 0; round < 3_000; round++)
        {
            using var deadline = new CancellationTokenSource();
            var asked = rig.SendAsync("never_answered", cancellationToken: deadline.Token);
            await deadline.CancelAsync();
            (await asked.Soon()).Status.ShouldBeOneOf(CommandStatus.Expired, CommandStatus.Timeout, CommandStatus.Offline);
        }
    }

    [Fact]
    public async Task Send_NotWaitingAndRefusedAtOnce_IsSentAndTheRefusalIsLogged()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var held = new HeldContext();
        var command = new Command("home", "fire_event", default) { Wait = false };

        // The hub is quicker than the caller's continuation.
        var asked = held.Start(() => rig.Session.SendAsync(command, CancellationToken.None));
        await rig.Wire.RefuseAsync(await rig.Wire.ExpectAsync("fire_event"), """{"code":"unauthorized","message":"Unauthorized"}""");
        await rig.SettleAsync();
        await Eventually.TrueAsync(() => held.RunUntil(asked), "the caller goes on");

        (await asked).Status.ShouldBe(CommandStatus.Sent);
        var refusal = rig.LinesOf(LogLevel.Warning).ShouldHaveSingleItem();
        refusal.ShouldContain("fire_event");
        refusal.ShouldContain("unauthorized");
    }

    [Theory]
    [InlineData("auth", "")]
    [InlineData("supported_features", "")]
    [InlineData("unsubscribe_events", """{"subscription":3}""")]
    [InlineData("get_states", """{"id":7}""")]
    [InlineData("get_states", """{"type":"auth"}""")]
    [InlineData("get_states", "[1]")]
    [InlineData("get_states", """{"a":1""")]
    [InlineData("get_states", """{"a":"\ud800"}""")]
    public async Task Send_TheSessionsOwnBusinessOrMalformed_IsInvalidAndNotSent(string name, string args)
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();

        (await rig.SendAsync(name, args).Soon()).Status.ShouldBe(CommandStatus.Invalid);

        await rig.SettleAsync();
    }

    [Fact]
    public async Task Send_HubStopsReading_FurtherCommandsAreRefusedNotQueuedWithoutEnd()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var large = new Command("home", "large", Encoding.UTF8.GetBytes($$"""{"text":"{{new string('x', 1_000_000)}}"}"""));
        using var deadline = new CancellationTokenSource();
        rig.Wire.Pause();

        var asked = Enumerable.Range(0, 4_300).Select(_ => rig.Session.SendAsync(large, deadline.Token)).ToArray();

        await Eventually.TrueAsync(() => asked.Any(static it => it.IsCompleted), "the first refusal");
        (await asked.First(static it => it.IsCompleted)).Status.ShouldBe(CommandStatus.Limited);
        await deadline.CancelAsync();
        (await Task.WhenAll(asked).Soon()).Select(static outcome => outcome.Status).Distinct()
            .ShouldBeSubsetOf([CommandStatus.Limited, CommandStatus.Expired, CommandStatus.Timeout]);
    }

    /// <summary>Answers each echo with its own number, in whatever order; the ids as they came.</summary>
    private static async Task<List<long>> AnswerShuffledAsync(ScriptedConnection wire, int count)
    {
        var random = new Random(11);
        var ids = new List<long>();
        var held = new List<(long Id, long Number)>();
        while (ids.Count < count)
        {
            var frame = await wire.ReadJsonAsync();
            ids.Add(frame["id"]!.GetValue<long>());
            held.Add((ids[^1], frame["n"]!.GetValue<long>()));
            if (held.Count < 40 && wire.HasMore)
            {
                continue;
            }

            var answers = held.ToArray();
            random.Shuffle(answers);
            foreach (var (id, number) in answers)
            {
                await wire.ResultAsync(id, $$"""{"n":{{number}}}""");
            }

            held.Clear();
        }

        return ids;
    }
}
