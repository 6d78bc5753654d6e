using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using Gateway.Configuration;
using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Gateway.Upstreams.SocketIO;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Upstreams.SocketIO;

/// <summary>Servers that are broken or mean it, over real sockets.</summary>
public sealed class SocketIOHostileServerTests
{
    private const string Open = """0{"sid":"s","upgrades":[],"pingInterval":25000,"pingTimeout":20000}""";

    [Fact]
    public async Task WebSocket_FrameAboveTheLimit_EndsWithAProtocolFault()
    {
        await using var hub = await ScriptedHub.StartAsync();
        await using var connection = await OpenWebSocketAsync(hub, Options(hub), static async server =>
        {
            await server.SendAsync(Encoding.UTF8.GetBytes($"42[\"{new string('a', 10 << 20)}\"]"), WebSocketMessageType.Text);
            await server.SendAsync("42[\"small\"]");
            await server.SendAsync(Encoding.UTF8.GetBytes($"42[\"{new string('a', 17 << 20)}\"]"), WebSocketMessageType.Text);
        });

        var reason = await connection.Completion.Soon();

        reason.Name.ShouldBe("protocol-fault");
        reason.Message.ShouldContain("larger than 16777216 bytes");
        connection.PacketsRead.ShouldBe(3);
    }

    [Fact]
    public async Task WebSocket_BinaryAsText_HasTheLimitOfWhatItStandsFor()
    {
        await using var hub = await ScriptedHub.StartAsync();
        var receiver = new RecordingReceiver();
        await using var connection = await OpenWebSocketAsync(hub, Options(hub) with { Base64 = true, MaxPacketBytes = 1_000_000 }, static async server =>
        {
            await server.SendAsync("451-[\"whole\",{\"_placeholder\":true,\"num\":0}]");
            await server.SendAsync("b" + Convert.ToBase64String(new byte[999_999]));
            await server.SendAsync(Encoding.UTF8.GetBytes($"42[\"{new string('a', 1_100_000)}\"]"), WebSocketMessageType.Text);
        }, receiver);

        (await receiver.FirstAsync("whole")).Args.Length.ShouldBeGreaterThan(1_333_332);
        (await connection.Completion.Soon()).Message.ShouldContain("larger than 1000000 bytes");
    }

    [Fact]
    public async Task WebSocket_ThousandAttachmentsAndBrokenBase64_AreCountedAndLivedThrough()
    {
        await using var hub = await ScriptedHub.StartAsync();
        var receiver = new RecordingReceiver();
        await using var connection = await OpenWebSocketAsync(hub, Options(hub), static async server =>
        {
            await server.SendAsync("451000-[\"many\"]");
            for (var number = 0; number < 1_000; number++)
            {
                await server.SendAsync([1, 2, 3], WebSocketMessageType.Binary);
            }

            await server.SendAsync("451-[\"broken\",{\"_placeholder\":true,\"num\":0}]");
            await server.SendAsync("bA*ID");
            await server.SendAsync("451-[\"whole\",{\"_placeholder\":true,\"num\":0}]");
            await server.SendAsync("bAQID");
        }, receiver);

        (await receiver.FirstAsync("whole")).Args.ShouldBe("[{\"$binary\":\"AQID\"}]");
        receiver.Events.Count.ShouldBe(1);
        connection.OddPackets.ShouldBe(1_002);
    }

    [Fact]
    public async Task WebSocket_TextThatIsNotUtf8_EndsTheConnection()
    {
        await using var hub = await ScriptedHub.StartAsync();
        await using var connection = await OpenWebSocketAsync(hub, Options(hub), static server => server.SendAsync([(byte)'4', (byte)'2', 0xFF], WebSocketMessageType.Text));

        (await connection.Completion.Soon()).Name.ShouldBe("hub-closed");
    }

    [Theory]
    [InlineData(200, "bA*ID\u001e42[\"after\"]", null)]
    [InlineData(200, "9\u001e42[\"broken\u001e42[\"after\"]", null)]
    [InlineData(200, "1", "hub-closed")]
    [InlineData(200, "<html>t0k3n</html>", "protocol-fault")]
    [InlineData(200, "\u001e", "protocol-fault")]
    [InlineData(400, "{\"code\":1,\"message\":\"Session ID unknown\"}", "hub-closed")]
    [InlineData(400, "{\"code\":3,\"message\":\"t0k3n is no good\"}", "hub-closed")]
    [InlineData(500, "<html>t0k3n</html>", "hub-closed")]
    public async Task Polling_Answer_IsLivedThroughOrEndsWithItsReason(int status, string body, string? reason)
    {
        var (hub, opening, receiver) = await OpenPollingAsync(status, Encoding.UTF8.GetBytes(body));
        await using var server = hub;
        await using var connection = opening;

        if (reason is null)
        {
            await receiver.FirstAsync("after");
            connection.OddPackets.ShouldBeGreaterThan(0);
            connection.Completion.IsCompleted.ShouldBeFalse();
            return;
        }

        var ended = await connection.Completion.Soon();
        ended.Name.ShouldBe(reason);
        ended.Message.ShouldNotContain("t0k3n");
    }

    [Fact]
    public async Task Polling_AnswerAboveTheLimit_EndsWithAProtocolFault()
    {
        var (hub, opening, _) = await OpenPollingAsync(200, new byte[3_000_000], static options => options with { MaxPacketBytes = 1_000_000 });
        await using var server = hub;
        await using var connection = opening;

        var reason = await connection.Completion.Soon();

        reason.Name.ShouldBe("protocol-fault");
        reason.Message.ShouldContain("larger than 2000000 bytes");
    }

    [Fact]
    public async Task Polling_MorePacketsThanAnAnswerMayHave_EndsWithAProtocolFault()
    {
        var (hub, opening, _) = await OpenPollingAsync(200, [.. Enumerable.Repeat((byte)0x1E, 500_000)]);
        await using var server = hub;
        await using var connection = opening;

        (await connection.Completion.Soon()).Name.ShouldBe("protocol-fault");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Polling_AnswersWithNothingInThem_ArePacedAndNoSignOfLife(int version)
    {
        var polls = 0;
        await using var hub = await ScriptedHub.StartAsync(async context =>
        {
            if (HttpMethods.IsPost(context.Request.Method))
            {
                await context.Response.WriteAsync("ok");
            }
            else if (!context.Request.Query.ContainsKey("sid"))
            {
                const string Packet = """0{"sid":"s","upgrades":[],"pingInterval":1000,"pingTimeout":2000}""";
                await context.Response.WriteAsync(version == 4 ? $"{Packet}\u001e40{{\"sid\":\"a\"}}" : $"{Packet.Length}:{Packet}2:40");
            }
            else
            {
                Interlocked.Increment(ref polls);
            }
        });
        var options = Options(hub) with { Version = (SocketIOVersion)version, Transport = SocketIOTransport.Polling };
        await using var connection = (await new SocketIODialer(options, TimeProvider.System, NullLogger.Instance).OpenAsync(new RecordingReceiver(), CancellationToken.None).Soon()).Connection;

        (await connection.ShouldNotBeNull().Completion.Soon()).Name.ShouldBe("silent");
        polls.ShouldBeInRange(1, 60);
    }

    [Fact]
    public async Task Polling_TextThatIsNotUtf8_ReachesNobodyAsItIs()
    {
        var (hub, opening, receiver) = await OpenPollingAsync(200, [.. "42[\"after\",\""u8, 0xFF, .. "\"]"u8]);
        await using var server = hub;
        await using var connection = opening;

        (await receiver.FirstAsync("after")).Args.ShouldBe("[\"\ufffd\"]");
    }

    [Fact]
    public async Task Polling_ManyEventsAtOnce_ArePostedInBodiesThatTheServerTakes()
    {
        var bodies = new ConcurrentQueue<long>();
        var (hub, opening, _) = await OpenPollingAsync(0, [], open: Open.Replace("\"upgrades\"", "\"maxPayload\":1000,\"upgrades\"", StringComparison.Ordinal), onPost: bodies.Enqueue);
        await using var server = hub;
        await using var connection = opening;

        var emitted = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ =>
            connection.SendAsync(SocketIORequest.Event("/", "a", Encoding.UTF8.GetBytes($"[\"{new string('x', 100)}\"]"), wantsAck: false), CancellationToken.None))).Soon();

        emitted.ShouldAllBe(static reply => reply.Kind == UpstreamReplyKind.Yes);
        bodies.ShouldAllBe(static length => length <= 1_000);
        bodies.Sum().ShouldBeGreaterThan(100 * 100);
    }

    [Fact]
    public async Task Upgrade_CookieOfTheFirstAnswer_GoesWithEveryRequestAndTheUpgrade()
    {
        var seen = new ConcurrentQueue<string>();
        var joined = 0;
        await using var hub = await ScriptedHub.StartAsync(async context =>
        {
            var isFirst = !context.Request.Query.ContainsKey("sid");
            if (isFirst)
            {
                context.Response.Headers.SetCookie = "io=node7; Path=/; HttpOnly";
                await context.Response.WriteAsync(Open.Replace("[]", "[\"websocket\"]", StringComparison.Ordinal));
                return;
            }

            seen.Enqueue($"{context.Request.Method} {context.Request.Query["transport"]} {context.Request.Headers.Cookie}");
            var isPoll = HttpMethods.IsGet(context.Request.Method) && string.Equals(context.Request.Query["transport"], "polling", StringComparison.Ordinal);
            var isJoin = isPoll && Interlocked.Exchange(ref joined, 1) == 0;
            await AnswerAsync(context, isJoin ? 200 : 0, isJoin ? "40{\"sid\":\"a\"}"u8.ToArray() : []);
        });
        await using var connection = (await new SocketIODialer(Options(hub) with { Transport = SocketIOTransport.Auto }, TimeProvider.System, NullLogger.Instance)
            .OpenAsync(new RecordingReceiver(), CancellationToken.None).Soon()).Connection;

        connection.ShouldNotBeNull();
        await Eventually.TrueAsync(() => seen.Contains("GET websocket io=node7", StringComparer.Ordinal), "the upgrade with the cookie");
        seen.Contains("POST polling io=node7", StringComparer.Ordinal).ShouldBeTrue();
        seen.ShouldAllBe(static request => request.EndsWith(" io=node7", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Open_EndlessSessionId_IsNoServerOfOurs()
    {
        await using var hub = await ScriptedHub.StartAsync(static context => context.Response.WriteAsync($"0{{\"sid\":\"{new string('a', 100_000)}\"}}"));

        var opening = await new SocketIODialer(Options(hub) with { Transport = SocketIOTransport.Polling }, TimeProvider.System, NullLogger.Instance).OpenAsync(new RecordingReceiver(), CancellationToken.None).Soon();

        opening.Reason.ShouldNotBeNull().Name.ShouldBe("not-the-hub");
    }

    private static SocketIOOptions Options(ScriptedHub hub) => new(hub.Url, new TlsOptions(null, null)) { Version = SocketIOVersion.V4, Token = new Secret("t0k3n") };

    private static async Task<SocketIOConnection> OpenWebSocketAsync(ScriptedHub hub, SocketIOOptions options, Func<ScriptedConnection, Task> then, RecordingReceiver? receiver = null)
    {
        var opening = new SocketIODialer(options, TimeProvider.System, NullLogger.Instance).OpenAsync(receiver ?? new RecordingReceiver(), CancellationToken.None);
        var server = await hub.AcceptAsync();
        await server.SendAsync(Open);
        (await server.ReadAsync()).ShouldBe("40");
        await server.SendAsync("40{\"sid\":\"a\"}");
        var connection = (await opening.Soon()).Connection.ShouldNotBeNull();
        await then(server);
        return connection;
    }

    /// <summary>A polling server that opens and joins as it should, and then answers each GET with this; status 0: never.</summary>
    private static async Task<(ScriptedHub Hub, SocketIOConnection Connection, RecordingReceiver Receiver)> OpenPollingAsync(
        int status, byte[] body, Func<SocketIOOptions, SocketIOOptions>? change = null, string open = Open, Action<long>? onPost = null)
    {
        var joined = false;
        var hub = await ScriptedHub.StartAsync(async context =>
        {
            if (HttpMethods.IsPost(context.Request.Method))
            {
                onPost?.Invoke(context.Request.ContentLength ?? long.MaxValue);
                await context.Response.WriteAsync("ok");
            }
            else if (!context.Request.Query.ContainsKey("sid"))
            {
                await context.Response.WriteAsync(open);
            }
            else if (!joined)
            {
                joined = true;
                await context.Response.WriteAsync("40{\"sid\":\"a\"}");
            }
            else
            {
                var once = Interlocked.Exchange(ref status, status == 200 ? 0 : status);
                await AnswerAsync(context, once, body);
            }
        });
        var options = Options(hub) with { Transport = SocketIOTransport.Polling };
        var receiver = new RecordingReceiver();
        var opening = await new SocketIODialer(change?.Invoke(options) ?? options, TimeProvider.System, NullLogger.Instance).OpenAsync(receiver, CancellationToken.None).Soon();
        return (hub, opening.Connection.ShouldNotBeNull(), receiver);
    }

    private static async Task AnswerAsync(HttpContext context, int status, byte[] body)
    {
        if (status == 0 && HttpMethods.IsGet(context.Request.Method) && string.Equals(context.Request.Query["transport"], "polling", StringComparison.Ordinal))
        {
            var gone = new TaskCompletionSource();
            await using var registration = context.RequestAborted.UnsafeRegister(_ => gone.TrySetResult(), null);
            await gone.Task;
            return;
        }

        context.Response.StatusCode = status == 0 ? 200 : status;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
