using System.Security.Cryptography;
using System.Text;
using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Gateway.Upstreams.SocketIO;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Upstreams.SocketIO;

/// <summary>What ends a polling session and what does not, over real sockets.</summary>
public sealed class SocketIOPollingTests
{
    [Fact]
    public async Task Read_AnswerThatIsStillArriving_IsASignOfLife()
    {
        var time = new FakeTime();
        var receiver = new RecordingReceiver();
        await using var server = await PollingServer.StartAsync();
        var connection = await server.OpenAsync(time: time, receiver: receiver);
        await server.Joined.Soon();
        server.OnGet = async context =>
        {
            for (var piece = await server.NextAsync(context); piece.Length > 0; piece = await server.NextAsync(context))
            {
                await context.Response.WriteAsync(piece);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        };
        server.Say("6");
        server.Say("42[\"large\",\"");
        await Eventually.TrueAsync(() => connection.PacketsRead == 2, "the answer before");
        time.Advance(TimeSpan.FromSeconds(40));

        server.Say("more");
        await Eventually.TrueAsync(() => connection.Silence == TimeSpan.Zero, "the first pieces count");
        time.Advance(TimeSpan.FromSeconds(40));
        server.Say("\"]");
        server.Say("");

        (await receiver.FirstAsync("large")).Args.ShouldBe("[\"more\"]");
        connection.Completion.IsCompleted.ShouldBeFalse();
    }

    [Theory]
    [InlineData("<html>Bad gateway</html>")]
    [InlineData("nothing:of it")]
    public async Task Read_AnswerOfVersion0WithNoPacketInIt_EndsWithAProtocolFault(string body)
    {
        var polls = 0;
        await using var hub = await ScriptedHub.StartAsync(context => context.Response.WriteAsync(
            context.Request.Path.Value!.EndsWith("/1/", StringComparison.Ordinal) ? "s:60:60:xhr-polling" : Interlocked.Increment(ref polls) == 1 ? "1::" : body));
        var options = new SocketIOOptions(hub.Url, new TlsOptions(null, null)) { Version = SocketIOVersion.V0, Transport = SocketIOTransport.Polling };
        await using var connection = (await new SocketIODialer(options, TimeProvider.System, NullLogger.Instance).OpenAsync(new RecordingReceiver(), CancellationToken.None).Soon()).Connection.ShouldNotBeNull();

        (await connection.Completion.Soon()).Name.ShouldBe("protocol-fault");
        polls.ShouldBe(2);
    }

    [Fact]
    public async Task Post_NeverAnswered_EndsTheSessionThatCanWriteNothing()
    {
        var time = new FakeTime();
        await using var server = await PollingServer.StartAsync();
        var connection = await server.OpenAsync(time: time);
        server.OnPost = static (context, _) => GoneAsync(context);
        var emitted = EmitAsync(connection, "a");
        await Eventually.TrueAsync(() => server.Bodies.Count == 1, "the post");
        time.Advance(TimeSpan.FromSeconds(30));
        server.Say("2");
        await Eventually.TrueAsync(() => connection.Silence == TimeSpan.Zero, "the server lives");

        time.Advance(TimeSpan.FromSeconds(15));

        var reason = await connection.Completion.Soon();
        reason.Name.ShouldBe("hub-closed");
        reason.Message.ShouldContain("does not take our packets");
        (await emitted.Soon()).Kind.ShouldBe(UpstreamReplyKind.Lost);
    }

    [Fact]
    public async Task Post_Refused_IsTheReasonThatIsShown()
    {
        await using var server = await PollingServer.StartAsync();
        var connection = await server.OpenAsync();
        server.OnPost = static (context, _) =>
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return context.Response.WriteAsync("""{"code":1,"message":"Session ID unknown"}""");
        };

        var emitted = EmitAsync(connection, "a");

        var reason = await connection.Completion.Soon();
        reason.Name.ShouldBe("hub-closed");
        reason.Message.ShouldContain("does not know the session any more");
        (await emitted.Soon()).Kind.ShouldBe(UpstreamReplyKind.Lost);
    }

    [Fact]
    public async Task Post_TooLargeForTheServer_OnlyWhatIsTooLargeIsRefused()
    {
        await using var server = await PollingServer.StartAsync();
        var connection = await server.OpenAsync();
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.OnPost = async (context, body) =>
        {
            await held.Task.Soon();
            context.Response.StatusCode = body.Length > 1_000 ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status200OK;
        };
        var first = EmitAsync(connection, "first");
        await Eventually.TrueAsync(() => server.Bodies.Count == 1, "the first post");
        var asked = connection.SendAsync(SocketIORequest.Event("/", "large", Argument(2_000)), CancellationToken.None);
        Task<UpstreamReply>[] small = [EmitAsync(connection, "b"), EmitAsync(connection, "c"), EmitAsync(connection, "d")];
        held.TrySetResult();

        var refused = await asked.Soon();
        refused.Kind.ShouldBe(UpstreamReplyKind.No);
        SocketIORawPacket.Words(refused).ShouldContain("too large");
        (await Task.WhenAll([first, .. small]).Soon()).ShouldAllBe(static reply => reply.Kind == UpstreamReplyKind.Yes);
        connection.Unanswered.ShouldBe(0);
        (await EmitAsync(connection, "after").Soon()).Kind.ShouldBe(UpstreamReplyKind.Yes);
        string.Join('\u001e', server.Bodies.Where(static body => body.Length < 1_000))
            .ShouldBe(string.Join('\u001e', ((string[])["first", "b", "c", "d", "after"]).Select(static name => $"42[\"{name}\",\"x\"]")));
    }

    [Fact]
    public async Task Post_TooLargeForTheServerInItsLaterPart_EndsTheSession()
    {
        // The header has been taken: whatever came next would be taken for its attachment.
        await using var server = await PollingServer.StartAsync(PollingServer.Open.Replace("\"upgrades\"", "\"maxPayload\":1000,\"upgrades\"", StringComparison.Ordinal));
        var connection = await server.OpenAsync();
        server.OnPost = static (context, body) =>
        {
            context.Response.StatusCode = body.StartsWith('b') ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status200OK;
            return Task.CompletedTask;
        };
        var bytes = Convert.ToBase64String(new byte[730]);

        var emitted = connection.SendAsync(
            SocketIORequest.Event("/", "a", Encoding.UTF8.GetBytes($"[{{\"$binary\":\"{bytes}\"}}]"), wantsAck: false), CancellationToken.None);

        (await connection.Completion.Soon()).Name.ShouldBe("hub-closed");
        (await emitted.Soon()).Kind.ShouldBe(UpstreamReplyKind.Lost);
        server.Bodies.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Read_ConnectionCutUnderTls_IsNotTheCertificate()
    {
        using var certificate = TestCertificates.SelfSigned("127.0.0.1");
        await using var server = await PollingServer.StartAsync(listen: options => options.UseHttps(certificate));
        var connection = await server.OpenAsync(server.Options() with { Tls = new TlsOptions(null, certificate.GetCertHashString(HashAlgorithmName.SHA256)) });
        server.OnGet = static context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        server.Say("6");

        var reason = await connection.Completion.Soon();

        reason.Name.ShouldBe("hub-closed");
        reason.Message.ShouldNotContain("TLS");
    }

    private static Task<UpstreamReply> EmitAsync(SocketIOConnection connection, string name) =>
        connection.SendAsync(SocketIORequest.Event("/", name, Argument(1), wantsAck: false), CancellationToken.None);

    private static byte[] Argument(int length) => Encoding.UTF8.GetBytes($"[\"{new string('x', length)}\"]");

    private static async Task GoneAsync(HttpContext context)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.RequestAborted.UnsafeRegister(_ => gone.TrySetResult(), null);
        await gone.Task;
    }
}
