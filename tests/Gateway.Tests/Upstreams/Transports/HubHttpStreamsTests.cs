using System.Text;
using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Upstreams.Transports;

public sealed class HubHttpStreamsTests
{
    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("POST")]
    [InlineData("PATCH")]
    public async Task Open_ConnectionIsCutInsteadOfAnAnswer_WriteIsSentOnceAndLost(string method)
    {
        // Also on a kept connection, where the stack itself would send a request without a body once more.
        await using var server = new RawHttpServer(static number => number == 2 ? RawHttpServer.Ok("[]") : null);
        await using var rig = new HubHttpStreamsRig(server.Url);

        var first = await rig.OpenAsync(rig.Request(method)).Soon();
        using (var good = (await rig.OpenAsync(rig.Request("GET")).Soon()).Body.ShouldNotBeNull())
        {
            (await HubHttpStreamsRig.ReadAsync(good).Soon()).ShouldBe("[]");
        }

        var second = await rig.OpenAsync(rig.Request(method)).Soon();

        first.Failure.ShouldNotBeNull().Kind.ShouldBe(UpstreamReplyKind.Lost);
        second.Failure.ShouldNotBeNull().Kind.ShouldBe(UpstreamReplyKind.Lost);
        server.Requests.ShouldBe([$"{method} /x HTTP/1.1", "GET /x HTTP/1.1", $"{method} /x HTTP/1.1"]);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    public async Task Open_NothingListens_WasNotSent(string method)
    {
        Uri gone;
        await using (var server = new RawHttpServer(static _ => null))
        {
            gone = server.Url;
        }

        await using var rig = new HubHttpStreamsRig(gone);

        (await rig.OpenAsync(rig.Request(method)).Soon()).Failure.ShouldNotBeNull().Kind.ShouldBe(UpstreamReplyKind.NotSent);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    public async Task Open_NoFirstByte_IsATimeOutAfterThirtySeconds(string method)
    {
        var time = new FakeTime();
        var arrived = new SemaphoreSlim(0);
        await using var hub = await SilentHub.StartAsync(arrived);
        await using var rig = new HubHttpStreamsRig(hub.Url, time);
        var opening = rig.OpenAsync(rig.Request(method));
        await arrived.WaitAsync().Soon();

        time.Advance(TimeSpan.FromSeconds(29));
        opening.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(1));

        (await opening.Soon()).Failure.ShouldNotBeNull().Kind.ShouldBe(UpstreamReplyKind.TimedOut);
    }

    [Fact]
    public async Task Open_UploadThatGoesOn_IsNotATimeOut()
    {
        var time = new FakeTime();
        var taken = new SemaphoreSlim(0);
        await using var hub = await ScriptedHub.StartAsync(async context =>
        {
            var buffer = new byte[1];
            while (await context.Request.Body.ReadAsync(buffer) > 0)
            {
                taken.Release();
            }

            await context.Response.WriteAsync("done");
        });
        await using var rig = new HubHttpStreamsRig(hub.Url, time);
        var pipe = new System.IO.Pipelines.Pipe();
        var opening = rig.OpenAsync(rig.Request("PUT", body: pipe.Reader.AsStream(), length: null));
        for (var i = 0; i < 8; i++)
        {
            await pipe.Writer.WriteAsync(new byte[1]);
            await taken.WaitAsync().Soon();
            await Eventually.TrueAsync(() => time.Timers > 0, "the limit is set anew");

            // Less than half of the limit: on a busy machine the hub may have the byte before we have set it anew.
            time.Advance(TimeSpan.FromSeconds(12));
        }

        opening.IsCompleted.ShouldBeFalse();
        await pipe.Writer.CompleteAsync();
        using var body = (await opening.Soon()).Body.ShouldNotBeNull();

        (await HubHttpStreamsRig.ReadAsync(body).Soon()).ShouldBe("done");
    }

    [Fact]
    public async Task Read_NothingComesForTooLong_BreaksOff()
    {
        var time = new FakeTime();
        await using var hub = await ScriptedHub.StartAsync(static async context =>
        {
            await context.Response.WriteAsync("begun");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        await using var rig = new HubHttpStreamsRig(hub.Url, time);
        using var body = (await rig.OpenAsync(rig.Request("GET")).Soon()).Body.ShouldNotBeNull();
        Encoding.UTF8.GetString((await body.ReadAsync().AsTask().Soon()).ShouldNotBeNull().Span).ShouldBe("begun");

        // Nobody reads: that is not the hub's silence.
        time.Advance(TimeSpan.FromMinutes(10));
        var reading = body.ReadAsync().AsTask();
        await Eventually.TrueAsync(() => time.Timers > 0, "the read has its limit");
        time.Advance(TimeSpan.FromSeconds(99));
        reading.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(1));

        (await reading.Soon()).ShouldBeNull();
    }

    [Fact]
    public async Task Read_SessionEnds_BreaksOffAndTheHubIsLeft()
    {
        using var session = new CancellationTokenSource();
        var left = new SemaphoreSlim(0);
        await using var hub = await ScriptedHub.StartAsync(async context =>
        {
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            left.Release();
        });
        await using var rig = new HubHttpStreamsRig(hub.Url) { Ended = session.Token };
        using (var body = (await rig.OpenAsync(rig.Request("GET")).Soon()).Body.ShouldNotBeNull())
        {
            var reading = body.ReadAsync().AsTask();
            await session.CancelAsync();
            (await reading.Soon()).ShouldBeNull();
        }

        await left.WaitAsync().Soon();
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\n12345")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\nzz\r\n")]
    public async Task Read_HubCutsItsAnswer_BreaksOff(string answer)
    {
        await using var hub = new OneAnswerHub(answer);
        await using var rig = new HubHttpStreamsRig(hub.Url);
        using var body = (await rig.OpenAsync(rig.Request("GET")).Soon()).Body.ShouldNotBeNull();

        (await HubHttpStreamsRig.ReadAsync(body).Soon()).ShouldBeNull();
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nX: 1\r\n\0: 2\r\n\r\n")]
    [InlineData("HTTP/1.1 2x0 OK\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH\r\n\r\n")]
    [InlineData("")]
    public async Task Open_AnswerThatIsNone_IsAFailure(string answer)
    {
        await using var hub = new OneAnswerHub(answer);
        await using var rig = new HubHttpStreamsRig(hub.Url);

        var opened = await rig.OpenAsync(rig.Request("GET")).Soon();

        opened.Body.ShouldBeNull();
        opened.Failure.ShouldNotBeNull().Kind.ShouldBe(UpstreamReplyKind.Lost);
        opened.Failure.Reason.Message.ShouldNotContain(HubHttpStreamsRig.Token);
    }

    [Fact]
    public async Task Open_HeadTooLarge_IsAFailure()
    {
        await using var hub = new OneAnswerHub($"HTTP/1.1 200 OK\r\nX: {new string('x', 100_000)}\r\nContent-Length: 0\r\n\r\n");
        await using var rig = new HubHttpStreamsRig(hub.Url);

        (await rig.OpenAsync(rig.Request("GET")).Soon()).Failure.ShouldNotBeNull().Kind.ShouldBe(UpstreamReplyKind.Lost);
    }

    [Theory]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: https://elsewhere.example/S3CRET-token/x?y\r\nContent-Length: 0\r\n\r\n", "a redirect to https://elsewhere.example. ")]
    [InlineData("HTTP/1.1 301 Moved\r\nLocation: //elsewhere.example:81/\r\nContent-Length: 0\r\n\r\n", "a redirect to http://elsewhere.example:81. ")]
    [InlineData("HTTP/1.1 307 Moved\r\nLocation: https://user:S3CRET-token@elsewhere.example/\r\nContent-Length: 0\r\n\r\n", "a redirect to https://elsewhere.example. ")]
    [InlineData("HTTP/1.1 308 Moved\r\nLocation: https://S3CRET-token.example/\r\nContent-Length: 0\r\n\r\n", "a redirect to another host. ")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n", "a redirect to another path of its own. ")]
    [InlineData("HTTP/1.1 303 See\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n", "a redirect to nowhere. ")]
    [InlineData("HTTP/1.1 300 Many\r\nContent-Length: 0\r\n\r\n", "a redirect to nowhere. ")]
    [InlineData("HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", "HTTP 101")]
    [InlineData("HTTP/1.1 799 Odd\r\nContent-Length: 0\r\n\r\n", "HTTP 799")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx", "compressed a text")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx", "compressed a text")]
    [InlineData("HTTP/1.1 206 Part\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-0/9\r\nContent-Length: 1\r\n\r\nx", "a part of a text")]
    [InlineData("HTTP/1.1 206 Part\r\nContent-Type: multipart/byteranges; boundary=a\r\nContent-Length: 1\r\n\r\nx", "a part of a text")]
    public async Task Open_AnswerNotToBePassedOn_SaysWhyWithoutSecrets(string answer, string fault)
    {
        await using var hub = new OneAnswerHub(answer);
        await using var rig = new HubHttpStreamsRig(hub.Url);

        var opened = await rig.OpenAsync(rig.Request("GET")).Soon();

        opened.Body.ShouldBeNull();
        opened.Fault.ShouldNotBeNull().ShouldContain(fault);
        opened.Fault.ShouldNotContain(HubHttpStreamsRig.Token);
    }

    [Theory]
    [InlineData("HTTP/1.1 206 Part\r\nContent-Type: video/mp4\r\nContent-Length: 12\r\n\r\nS3CRET-token", "S3CRET-token")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nxyz", "xyz")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: identity\r\nContent-Length: 14\r\n\r\n\"S3CRET-token\"", "\"************\"")]
    [InlineData("HTTP/1.1 403 No\r\nContent-Length: 14\r\n\r\n\"S3CRET-token\"", "\"************\"")]
    [InlineData("HTTP/1.1 500 No\r\nContent-Type: image/svg+xml\r\n\r\n<S3CRET-token>S3CRE", "<************>S3CRE")]
    [InlineData("HTTP/1.1 304 Same\r\nETag: \"1\"\r\n\r\n", "")]
    public async Task Read_TextLosesTheTokenAndOtherKindsArePassedAsTheyAre(string answer, string body)
    {
        await using var hub = new OneAnswerHub(answer);
        await using var rig = new HubHttpStreamsRig(hub.Url);
        using var opened = (await rig.OpenAsync(rig.Request("GET")).Soon()).Body.ShouldNotBeNull();

        (await HubHttpStreamsRig.ReadAsync(opened).Soon()).ShouldBe(body);
    }

    [Fact]
    public async Task Open_CallerHasGone_IsCancellationAndTheHubIsLeft()
    {
        var left = new SemaphoreSlim(0);
        var arrived = new SemaphoreSlim(0);
        await using var hub = await ScriptedHub.StartAsync(async context =>
        {
            arrived.Release();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            left.Release();
        });
        await using var rig = new HubHttpStreamsRig(hub.Url);
        using var caller = new CancellationTokenSource();
        var opening = rig.OpenAsync(rig.Request("POST"), caller.Token);
        await arrived.WaitAsync().Soon();

        await caller.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(opening.Soon());
        await left.WaitAsync().Soon();
    }

    [Fact]
    public async Task Open_CallersBodyFails_ThrowsItsFault()
    {
        await using var hub = await ScriptedHub.StartAsync(static async context => await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted));
        await using var rig = new HubHttpStreamsRig(hub.Url);
        var pipe = new System.IO.Pipelines.Pipe();
        await pipe.Writer.WriteAsync(new byte[10]);
        await pipe.Writer.CompleteAsync(new BadHttpRequestException("too large", 413));

        (await Should.ThrowAsync<BadHttpRequestException>(rig.OpenAsync(rig.Request("POST", body: pipe.Reader.AsStream(), length: null)).Soon())).StatusCode.ShouldBe(413);
    }
}
