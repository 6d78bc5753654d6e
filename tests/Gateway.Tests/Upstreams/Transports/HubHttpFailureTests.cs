using System.Net;
using System.Net.Sockets;
using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Gateway.Upstreams.Transports;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Upstreams.Transports;

public sealed class HubHttpFailureTests
{
    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    public async Task Send_NothingListens_WasNotSent(string method)
    {
        await using var rig = new HubHttpRig();
        var url = FreeUrl();

        var answer = await rig.Create(url).SendAsync(new HubHttpRequest(new HttpMethod(method), url), CancellationToken.None).Soon();

        answer.Failure.ShouldNotBeNull().WasSent.ShouldBeFalse();
        answer.Failure.Kind.ShouldBe(UpstreamReplyKind.NotSent);
        answer.Failure.Reason.Name.ShouldBe("unreachable");
        answer.Failure.Reason.Message.ShouldContain($"127.0.0.1:{url.Port}");
    }

    [Fact]
    public async Task Send_NoAnswerInTime_WasSentAndEachTryHasItsTime()
    {
        var time = new FakeTime();
        var arrived = new SemaphoreSlim(0);
        await using var hub = await SilentHub.StartAsync(arrived);
        await using var rig = new HubHttpRig(time);
        var sending = rig.Create(hub.Url).SendAsync(
            new HubHttpRequest(HttpMethod.Put, hub.Url) { Timeout = TimeSpan.FromSeconds(3) }, CancellationToken.None);
        await arrived.WaitAsync().Soon();

        time.Advance(TimeSpan.FromSeconds(2.9));
        sending.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(0.1));

        var failure = (await sending.Soon()).Failure.ShouldNotBeNull();
        failure.WasSent.ShouldBeTrue();
        failure.Kind.ShouldBe(UpstreamReplyKind.TimedOut);
        failure.Reason.Message.ShouldContain("3 s");
    }

    [Fact]
    public async Task Send_ReadWithoutAnswer_IsTriedThreeTimes()
    {
        var time = new FakeTime();
        var arrived = new SemaphoreSlim(0);
        await using var hub = await SilentHub.StartAsync(arrived);
        await using var rig = new HubHttpRig(time);
        var sending = rig.Create(hub.Url).SendAsync(new HubHttpRequest(HttpMethod.Get, hub.Url), CancellationToken.None);
        for (var attempt = 0; attempt <= HubHttpPolicies.Retries; attempt++)
        {
            await arrived.WaitAsync().Soon();
            time.Advance(TimeSpan.FromSeconds(10));
            if (attempt < HubHttpPolicies.Retries)
            {
                await Eventually.TrueAsync(() => time.Timers > 0 || sending.IsCompleted, "the next try waits");
                time.Advance(HubHttpPolicies.RetryDelay * 4);
            }
        }

        (await sending.Soon()).Failure.ShouldNotBeNull().Kind.ShouldBe(UpstreamReplyKind.TimedOut);
        arrived.CurrentCount.ShouldBe(0);
    }

    [Fact]
    public async Task Send_AnswerStallsInTheMiddle_IsATimeOut()
    {
        var time = new FakeTime();
        var begun = new SemaphoreSlim(0);
        await using var hub = await ScriptedHub.StartAsync(async context =>
        {
            context.Response.ContentLength = 10;
            await context.Response.WriteAsync("12345");
            await context.Response.Body.FlushAsync();
            begun.Release();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        await using var rig = new HubHttpRig(time);
        var sending = rig.Create(hub.Url).SendAsync(new HubHttpRequest(HttpMethod.Post, hub.Url), CancellationToken.None);
        await begun.WaitAsync().Soon();

        time.Advance(TimeSpan.FromSeconds(10));

        (await sending.Soon()).Failure.ShouldNotBeNull().Kind.ShouldBe(UpstreamReplyKind.TimedOut);
    }

    [Fact]
    public async Task Send_CallersTimeIsOverAfterSending_IsATimeOut()
    {
        var arrived = new SemaphoreSlim(0);
        await using var hub = await SilentHub.StartAsync(arrived);
        await using var rig = new HubHttpRig();
        using var deadline = new CancellationTokenSource();
        var sending = rig.Create(hub.Url).SendAsync(new HubHttpRequest(HttpMethod.Put, hub.Url) { Deadline = deadline.Token }, CancellationToken.None);
        await arrived.WaitAsync().Soon();

        await deadline.CancelAsync();

        (await sending.Soon()).Failure.ShouldNotBeNull().Kind.ShouldBe(UpstreamReplyKind.TimedOut);
    }

    [Fact]
    public async Task Send_CallersTimeIsOverBeforeSending_IsExpired()
    {
        var arrived = new SemaphoreSlim(0);
        await using var hub = await SilentHub.StartAsync(arrived);
        await using var rig = new HubHttpRig();

        var answer = await rig.Create(hub.Url).SendAsync(
            new HubHttpRequest(HttpMethod.Put, hub.Url) { Deadline = new CancellationToken(canceled: true) }, CancellationToken.None).Soon();

        answer.Failure.ShouldNotBeNull().Kind.ShouldBe(UpstreamReplyKind.Expired);
        answer.Failure.WasSent.ShouldBeFalse();
        arrived.CurrentCount.ShouldBe(0);
    }

    [Fact]
    public async Task Send_ExpiredBeforeSending_IsExpired()
    {
        var arrived = new SemaphoreSlim(0);
        var time = new FakeTime();
        await using var hub = await SilentHub.StartAsync(arrived);
        await using var rig = new HubHttpRig(time);

        var answer = await rig.Create(hub.Url).SendAsync(new HubHttpRequest(HttpMethod.Put, hub.Url) { ExpiresAt = time.GetUtcNow() }, CancellationToken.None).Soon();

        answer.Failure.ShouldNotBeNull().Kind.ShouldBe(UpstreamReplyKind.Expired);
        arrived.CurrentCount.ShouldBe(0);
    }

    [Fact]
    public async Task Send_ExpiresWhileConnecting_IsNeverWritten()
    {
        // TLS that never comes about: the connection stands, the request waits.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = new Uri($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        var time = new FakeTime();
        var begun = 0;
        await using var rig = new HubHttpRig(time);
        var sending = rig.Create(url).SendAsync(
            new HubHttpRequest(HttpMethod.Put, url) { ExpiresAt = time.GetUtcNow() + TimeSpan.FromSeconds(1), Begun = () => begun++ }, CancellationToken.None);
        using var accepted = await listener.AcceptTcpClientAsync().Soon();

        time.Advance(TimeSpan.FromSeconds(1));

        (await sending.Soon()).Failure.ShouldNotBeNull().Kind.ShouldBe(UpstreamReplyKind.Expired);
        begun.ShouldBe(0);
    }

    [Theory]
    [InlineData("PUT", 1)]
    [InlineData("GET", 0)]
    public async Task Send_ExpiresAfterItWasWritten_WaitsForTheAnswer(string method, int told)
    {
        var time = new FakeTime();
        var begun = 0;
        using var answering = new SemaphoreSlim(0);
        var arrived = new SemaphoreSlim(0);
        await using var hub = await ScriptedHub.StartAsync(async _ =>
        {
            arrived.Release();
            await answering.WaitAsync().Soon();
        });
        await using var rig = new HubHttpRig(time);
        var sending = rig.Create(hub.Url).SendAsync(
            new HubHttpRequest(HttpMethod.Parse(method), hub.Url) { ExpiresAt = time.GetUtcNow() + TimeSpan.FromSeconds(1), Begun = () => begun++ }, CancellationToken.None);
        await arrived.WaitAsync().Soon();

        time.Advance(TimeSpan.FromSeconds(5));
        answering.Release();

        (await sending.Soon()).IsSuccess.ShouldBeTrue();
        begun.ShouldBe(told);
    }

    [Fact]
    public async Task Send_Cancelled_Throws()
    {
        var arrived = new SemaphoreSlim(0);
        await using var hub = await SilentHub.StartAsync(arrived);
        await using var rig = new HubHttpRig();
        using var stopping = new CancellationTokenSource();
        var sending = rig.Create(hub.Url).SendAsync(new HubHttpRequest(HttpMethod.Get, hub.Url), stopping.Token);
        await arrived.WaitAsync().Soon();

        await stopping.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(sending.Soon());
    }

    [Fact]
    public async Task Send_SomethingThatIsNoHttp_IsNotTheHub()
    {
        await using var server = new RawHttpServer(static _ => "220 mail.example ESMTP\r\n");
        await using var rig = new HubHttpRig();

        var answer = await rig.Create(server.Url).SendAsync(new HubHttpRequest(HttpMethod.Get, server.Url), CancellationToken.None).Soon();

        answer.Failure.ShouldNotBeNull().Reason.Name.ShouldBe("not-the-hub");
    }

    private static Uri FreeUrl()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }
}
