using System.Text.RegularExpressions;
using Gateway.Commands;
using Gateway.Events;
using Gateway.Subscriptions;
using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Gateway.Upstreams.GenericSocketIO;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Tests.Upstreams.SocketIO;

/// <summary>Which namespaces a session joins, keeps and leaves.</summary>
public sealed partial class GenericSocketIOSessionTests
{
    [Fact]
    public async Task Send_ToManyNamespaces_LeavesTheOneThatWasUsedLongestAgo()
    {
        await using var rig = await SocketIORig.JoinedAsync();
        rig.Transport.OnWritten = packet => Answer(rig, packet);
        var session = SessionOf(rig);
        (await session.WatchAsync("/watched", CancellationToken.None).Soon()).IsLive.ShouldBeTrue();

        for (var number = 0; number < 40; number++)
        {
            (await SendAsync(session, $"/n{number},a")).Status.ShouldBe(CommandStatus.Ok);
            (await SendAsync(session, "/often,a")).Status.ShouldBe(CommandStatus.Ok);
            (await SendAsync(session, "/watched,a")).Status.ShouldBe(CommandStatus.Ok);
        }

        Left(rig).ShouldBe(Enumerable.Range(0, 9).Select(static number => $"41/n{number},"));
        (await SendAsync(session, "/n0,a")).Status.ShouldBe(CommandStatus.Ok);
        rig.Transport.Written.Count(static packet => packet is "40/n0,").ShouldBe(2);
    }

    [Fact]
    public async Task Send_EveryPlaceInUse_IsLimitedUntilOneIsFree()
    {
        await using var rig = await SocketIORig.JoinedAsync();
        var session = SessionOf(rig);
        var underWay = Enumerable.Range(0, 32).Select(number => SendAsync(session, $"/n{number},a")).ToArray();

        (await SendAsync(session, "/more,a")).Status.ShouldBe(CommandStatus.Limited);

        await Eventually.TrueAsync(() => rig.Transport.Written.Count(static packet => packet.StartsWith("40/", StringComparison.Ordinal)) == 32, "all are being joined");
        rig.Transport.OnWritten = packet => Answer(rig, packet);
        for (var number = 0; number < 32; number++)
        {
            rig.Transport.Say($"40/n{number},{{\"sid\":\"x\"}}");
        }

        (await Task.WhenAll(underWay).Soon()).ShouldAllBe(static outcome => outcome.Status == CommandStatus.Ok);
        (await SendAsync(session, "/more,a")).Status.ShouldBe(CommandStatus.Ok);
        Left(rig).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Watch_OfANamespaceThatCommandsUse_KeepsItUntilItIsUnwatched()
    {
        await using var rig = await SocketIORig.JoinedAsync();
        rig.Transport.OnWritten = packet => Answer(rig, packet);
        var session = SessionOf(rig);
        (await SendAsync(session, "/chat,a")).Status.ShouldBe(CommandStatus.Ok);
        (await session.WatchAsync("/chat", CancellationToken.None).Soon()).IsLive.ShouldBeTrue();

        for (var number = 0; number < 40; number++)
        {
            (await SendAsync(session, $"/n{number},a")).Status.ShouldBe(CommandStatus.Ok);
        }

        Left(rig).ShouldNotContain("41/chat,", StringComparer.Ordinal);
        await session.UnwatchAsync("/chat", CancellationToken.None).Soon();
        await rig.Transport.WrittenAsync("41/chat,");
    }

    [Fact]
    public async Task Unwatch_WhileACommandWaitsForItsAck_KeepsTheNamespaceForTheAnswer()
    {
        await using var rig = await SocketIORig.JoinedAsync();
        rig.Transport.OnWritten = packet => AnswerJoins(rig, packet);
        var session = SessionOf(rig);
        (await session.WatchAsync("/chat", CancellationToken.None).Soon()).IsLive.ShouldBeTrue();
        var slow = SendAsync(session, "/chat,slow");
        await rig.Transport.WrittenAsync("""42/chat,0["slow"]""");

        await session.UnwatchAsync("/chat", CancellationToken.None).Soon();
        rig.Transport.OnWritten = packet => Answer(rig, packet);
        (await SendAsync(session, "/other,a")).Status.ShouldBe(CommandStatus.Ok);
        Left(rig).ShouldBeEmpty();
        rig.Transport.Say("43/chat,0[null,1]");

        (await slow).Status.ShouldBe(CommandStatus.Ok);
        for (var number = 0; number < GenericSocketIOVisits.Capacity - 1; number++)
        {
            (await SendAsync(session, $"/n{number},a")).Status.ShouldBe(CommandStatus.Ok);
        }

        // It has become one of those that commands use, and goes when it was not used for longest.
        Left(rig).ShouldBe(["41/chat,"]);
    }

    [Fact]
    public async Task Unwatch_WhileEveryPlaceIsTaken_LeavesOneOnceACommandHasEnded()
    {
        await using var rig = await SocketIORig.JoinedAsync();
        rig.Transport.OnWritten = packet => AnswerJoins(rig, packet);
        var session = SessionOf(rig);
        (await session.WatchAsync("/chat", CancellationToken.None).Soon()).IsLive.ShouldBeTrue();
        var underWay = Enumerable.Range(0, GenericSocketIOVisits.Capacity).Select(number => SendAsync(session, $"/n{number},a")).Append(SendAsync(session, "/chat,a")).ToArray();
        await Eventually.TrueAsync(() => rig.Transport.Written.Count(static packet => packet.EndsWith("[\"a\"]", StringComparison.Ordinal)) == underWay.Length, "all are written");

        await session.UnwatchAsync("/chat", CancellationToken.None).Soon();
        Left(rig).ShouldBeEmpty();
        foreach (var packet in rig.Transport.Written)
        {
            Answer(rig, packet.StartsWith("40", StringComparison.Ordinal) ? "" : packet);
        }

        (await Task.WhenAll(underWay).Soon()).ShouldAllBe(static outcome => outcome.Status == CommandStatus.Ok);
        await Eventually.TrueAsync(() => Left(rig).Count == 1, "one is left");
    }

    [Fact]
    public async Task Watch_JoinAnsweredTooLate_IsLeftAtOnce()
    {
        await using var rig = await SocketIORig.JoinedAsync();
        var session = SessionOf(rig);
        var watching = session.WatchAsync("/chat", CancellationToken.None);
        await rig.Transport.WrittenAsync("40/chat,");
        rig.Time.Advance(TimeSpan.FromSeconds(10));
        (await watching.Soon()).Refusal.ShouldNotBeNull();

        rig.Transport.Say("40/chat,{\"sid\":\"late\"}");

        await rig.Transport.WrittenAsync("41/chat,");
        rig.Transport.OnWritten = packet => Answer(rig, packet);
        (await session.WatchAsync("/chat", CancellationToken.None).Soon()).IsLive.ShouldBeTrue();
        rig.Transport.Written.Count(static packet => packet is "40/chat,").ShouldBe(2);
    }

    [Fact]
    public async Task Watch_JoinAnsweredTooLateForOneButNotForTheNext_IsKept()
    {
        await using var rig = await SocketIORig.JoinedAsync();
        var session = SessionOf(rig);
        var first = session.WatchAsync("/chat", CancellationToken.None);
        await rig.Transport.WrittenAsync("40/chat,");
        rig.Time.Advance(TimeSpan.FromSeconds(10));
        (await first.Soon()).Refusal.ShouldNotBeNull();
        var second = session.WatchAsync("/chat", CancellationToken.None);

        rig.Transport.Say("40/chat,{\"sid\":\"late\"}");

        (await second.Soon()).IsLive.ShouldBeTrue();
        rig.Transport.OnWritten = packet => Answer(rig, packet);
        (await SendAsync(session, "/chat,a")).Status.ShouldBe(CommandStatus.Ok);
        Left(rig).ShouldBeEmpty();
    }

    [Fact]
    public async Task Watch_NoLongerWantedBeforeTheJoinIsAnswered_IsLeftAtOnce()
    {
        await using var rig = await SocketIORig.JoinedAsync();
        using var leaving = new CancellationTokenSource();
        var session = SessionOf(rig);
        var watching = session.WatchAsync("/chat", leaving.Token);
        await rig.Transport.WrittenAsync("40/chat,");
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => watching.Soon());

        rig.Transport.Say("40/chat,{\"sid\":\"late\"}");

        await rig.Transport.WrittenAsync("41/chat,");
    }

    [Fact]
    public async Task Send_JoinAnsweredWhenItsPlaceWasTakenByOthers_IsLeftAtOnce()
    {
        await using var rig = await SocketIORig.JoinedAsync();
        var session = SessionOf(rig);
        var sending = SendAsync(session, "/slow,a");
        await rig.Transport.WrittenAsync("40/slow,");
        rig.Time.Advance(TimeSpan.FromSeconds(10));
        (await sending).Status.ShouldBe(CommandStatus.Offline);
        rig.Transport.OnWritten = packet => Answer(rig, packet);
        for (var number = 0; number < GenericSocketIOVisits.Capacity; number++)
        {
            (await SendAsync(session, $"/n{number},a")).Status.ShouldBe(CommandStatus.Ok);
        }

        Left(rig).ShouldBeEmpty();
        rig.Transport.Say("40/slow,{\"sid\":\"late\"}");

        await rig.Transport.WrittenAsync("41/slow,");
    }

    [Fact]
    public async Task Dispose_WhileAJoinThatWasGivenUpIsUnanswered_Ends()
    {
        var rig = await SocketIORig.JoinedAsync();
        var session = SessionOf(rig);
        var watching = session.WatchAsync("/chat", CancellationToken.None);
        await rig.Transport.WrittenAsync("40/chat,");
        rig.Time.Advance(TimeSpan.FromSeconds(10));
        (await watching.Soon()).Refusal.ShouldNotBeNull();

        await session.DisposeAsync().AsTask().Soon();
    }

    [Fact]
    public async Task Dispose_AfterMoreGivenUpJoinsThanAreRemembered_Ends()
    {
        var rig = await SocketIORig.JoinedAsync();
        var session = SessionOf(rig);
        var watching = Enumerable.Range(0, 1_024).Select(number => session.WatchAsync($"/n{number}", CancellationToken.None)).ToArray();
        await rig.Transport.WrittenAsync("40/n1023,");
        rig.Time.Advance(TimeSpan.FromSeconds(10));
        (await Task.WhenAll(watching).Soon()).ShouldAllBe(static outcome => outcome.Refusal != null);
        var last = session.WatchAsync("/last", CancellationToken.None);
        await rig.Transport.WrittenAsync("40/last,");

        await session.DisposeAsync().AsTask().Soon();

        (await last.Soon()).ShouldBe(WatchOutcome.Away);
    }

    [Fact]
    public async Task Watch_TooMuchWaits_IsRefusedSoThatItIsAskedAgainInTheSameSession()
    {
        await using var rig = await SocketIORig.JoinedAsync();
        rig.Transport.Hold();
        var writing = rig.EmitAsync("x");
        await rig.Transport.WrittenAsync("""42["x"]""");
        var emitted = Enumerable.Range(0, 4_096).Select(_ => rig.EmitAsync("a")).ToArray();

        var outcome = await SessionOf(rig).WatchAsync("/chat", CancellationToken.None).Soon();

        outcome.Refusal.ShouldNotBeNull().ShouldContain("'/chat'");
        rig.Transport.LetAllGo();
        await Task.WhenAll([writing, .. emitted]).Soon();
    }

    [Fact]
    public async Task Watch_ThrownOutInTheSameBreath_IsSaidSo()
    {
        await using var rig = await SocketIORig.JoinedAsync();
        var receiver = ReceiverOf();
        var session = SessionOf(rig, receiver);
        var watching = session.WatchAsync("/admin", CancellationToken.None);
        await rig.Transport.WrittenAsync("40/admin,");

        receiver.Removed("/admin");
        rig.Transport.Say("40/admin,{\"sid\":\"x\"}");

        var outcome = await watching.Soon();
        outcome.IsLive.ShouldBeTrue();
        outcome.End.IsCancellationRequested.ShouldBeTrue();
        outcome.EndWords.ShouldContain("removed us from the namespace '/admin'");
        var reading = session.ReadAsync(CancellationToken.None);
        reading.IsCompleted.ShouldBeFalse();
        receiver.Removed("/");
        (await reading.Soon()).Message.ShouldContain("removed us from the namespace '/'");
    }

    private static GenericSocketIOReceiver ReceiverOf() =>
        new(new GenericSocketIOFeed(new HubStream("home", new HubStreamOptions(), TimeProvider.System, static _ => { }), "/"), "/");

    private static GenericSocketIOSession SessionOf(SocketIORig rig, GenericSocketIOReceiver? receiver = null)
    {
        var secrets = new SocketIOSecrets(new SocketIOOptions(new Uri("http://127.0.0.1"), new TlsOptions(null, null)));
        var terms = new GenericSocketIOTerms("/", default, SocketIOAckStyle.ErrorFirst, secrets);
        return new GenericSocketIOSession(rig.Connection, receiver ?? ReceiverOf(), terms, rig.Time, new SentRefusalLog(new LogSink().CreateLogger("x"), "home"));
    }

    private static Task<CommandOutcome> SendAsync(GenericSocketIOSession session, string name) =>
        session.SendAsync(new Command("home", name, default), CancellationToken.None).Soon();

    private static IReadOnlyList<string> Left(SocketIORig rig) =>
        [.. rig.Transport.Written.Where(static packet => packet.StartsWith("41/", StringComparison.Ordinal))];

    private static void AnswerJoins(SocketIORig rig, string packet) => Answer(rig, packet.StartsWith("42", StringComparison.Ordinal) ? "" : packet);

    /// <summary>Lets everyone in and says yes to everything.</summary>
    private static void Answer(SocketIORig rig, string packet)
    {
        if (packet.StartsWith("40", StringComparison.Ordinal))
        {
            rig.Transport.Say(packet + "{\"sid\":\"x\"}");
        }
        else if (Event().Match(packet) is { Success: true } match)
        {
            rig.Transport.Say($"43{match.Groups["space"].Value}{match.Groups["id"].Value}[]");
        }
    }

    [GeneratedRegex("""^42(?<space>/\w+,)(?<id>\d+)\[""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Event();
}
