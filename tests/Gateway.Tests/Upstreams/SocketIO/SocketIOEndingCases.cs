using Gateway.Tests.Fakes;
using Gateway.Tests.Upstreams.SocketIO.Servers;
using Gateway.Upstreams;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Tests.Upstreams.SocketIO;

/// <summary>Cases of how a connection ends, or lives on.</summary>
internal static class SocketIOEndingCases
{
    public static async Task KickAsync(SocketIOCase test)
    {
        var (connection, receiver) = await test.OpenAsync();
        (await connection.JoinAsync("/chat", default, CancellationToken.None).Soon()).Kind.ShouldBe(UpstreamReplyKind.Yes);
        await SocketIOCase.EmitAsync(connection, "kick", space: "/chat");
        await Eventually.TrueAsync(() => !receiver.Removals.IsEmpty, "the removal from /chat");
        receiver.Removals.ShouldHaveSingleItem().ShouldBe("/chat");
        var reply = await connection.SendAsync(SocketIORequest.Event("/chat", "echo", default), CancellationToken.None).Soon();
        reply.Kind.ShouldBe(UpstreamReplyKind.NotSent);
        (await SocketIOCase.AskAsync(connection, "ack", "[1]")).ShouldNotBeEmpty();
    }

    public static async Task KickCloseAsync(SocketIOCase test)
    {
        var (connection, _) = await test.OpenAsync();
        await EmitLastAsync(connection, "kickclose");
        (await connection.Completion.Soon()).Name.ShouldBe("hub-closed");
    }

    public static async Task KillAsync(SocketIOCase test)
    {
        var (connection, _) = await test.OpenAsync();
        using var limit = new CancellationTokenSource(Eventually.Limit);
        var silent = connection.SendAsync(SocketIORequest.Event("/", "silent", default), limit.Token);
        await SocketIOCase.AskAsync(connection, "ack", "[1]");
        await EmitLastAsync(connection, "kill");
        if (test.Transport == SocketIOTransport.Polling && test.Kind == SocketIOServerKind.V3)
        {
            // This one does not notice that a GET was cut, and takes the next as if nothing had happened, where the HTTP stack repeats it.
            var asked = await connection.SendAsync(SocketIORequest.Event("/", "ack", default), limit.Token).Soon();
            (asked.Kind == UpstreamReplyKind.Yes || (await connection.Completion.Soon()) is { Name: "hub-closed" }).ShouldBeTrue();
            return;
        }

        (await connection.Completion.Soon()).Name.ShouldBe("hub-closed");
        (await silent.Soon()).Kind.ShouldBe(UpstreamReplyKind.Lost);
    }

    public static async Task RestartAsync(SocketIOCase test)
    {
        await test.StartOwnAsync();
        var (connection, _) = await test.OpenAsync();
        await test.Server.KillAsync();
        (await connection.Completion.Soon()).Name.ShouldBe("hub-closed");
        var away = await test.TryOpenAsync(test.Options());
        away.Reason.ShouldNotBeNull().Name.ShouldBe("unreachable");
        await test.Server.RestartAsync();
        var (again, _) = await test.OpenAsync();
        (await SocketIOCase.AskAsync(again, "ack", "[1]")).ShouldNotBeEmpty();
    }

    public static async Task FreezeAsync(SocketIOCase test)
    {
        await test.StartOwnAsync("--ping-interval", "1000", "--ping-timeout", "1000");
        var (connection, _) = await test.OpenAsync();
        await SocketIOCase.AskAsync(connection, "ack", "[1]");
        await test.Server.FreezeAsync();
        (await connection.Completion.Soon()).Name.ShouldBe("silent");
        test.Server.Unfreeze();
    }

    public static async Task IdleAsync(SocketIOCase test)
    {
        await test.StartOwnAsync("--ping-interval", test.IsLegacy ? "1000" : "500", "--ping-timeout", "5000");
        var (connection, _) = await test.OpenAsync();
        var before = connection.PacketsRead;
        await Eventually.TrueAsync(() => connection.PacketsRead >= before + 3 || connection.Completion.IsCompleted, "three signs of life");
        connection.Completion.IsCompleted.ShouldBeFalse(connection.Completion.IsCompleted ? (await connection.Completion).Message : "");
        (await SocketIOCase.AskAsync(connection, "ack", "[1]")).ShouldNotBeEmpty();
    }

    public static async Task DisposeAsync(SocketIOCase test)
    {
        await test.StartOwnAsync();
        var (connection, _) = await test.OpenAsync();
        await test.OpenAsync(test.Options() with { Version = SocketIOVersion.Auto });
        await connection.JoinAsync("/chat", default, CancellationToken.None).Soon();
        await test.Server.CountsAsync(static counts => counts.Joined["/chat"] == 1);
        await connection.DisposeAsync().AsTask().Soon();
        (await connection.Completion.Soon()).ShouldNotBeNull();
        await test.Server.CountsAsync(static counts => counts.Joined["/chat"] == 0 && counts.Joined["/"] <= 1 && counts.Connections <= 3);
    }

    /// <summary>The server may have ended the connection before we know that our packet was written.</summary>
    private static async Task EmitLastAsync(SocketIOConnection connection, string name)
    {
        var reply = await connection.SendAsync(SocketIORequest.Event("/", name, default, wantsAck: false), CancellationToken.None).Soon();
        reply.Kind.ShouldBeOneOf(UpstreamReplyKind.Yes, UpstreamReplyKind.Lost);
    }
}
