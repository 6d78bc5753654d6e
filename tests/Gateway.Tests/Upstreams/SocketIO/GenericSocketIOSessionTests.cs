using System.Text.RegularExpressions;
using Gateway.Commands;
using Gateway.Events;
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
