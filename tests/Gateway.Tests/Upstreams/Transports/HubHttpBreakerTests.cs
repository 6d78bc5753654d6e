using System.Net;
using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Gateway.Upstreams.Transports;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Upstreams.Transports;

public sealed class HubHttpBreakerTests
{
    private int _count;
    private int _status = StatusCodes.Status502BadGateway;

    [Fact]
    public async Task Breaker_ManyFailures_OpensAndAfterAPauseOneTryDecides()
    {
        var time = new FakeTime();
        await using var hub = await ScriptedHub.StartAsync(AnswerAsync);
        await using var rig = new HubHttpRig(time);
        var http = rig.Create(hub.Url);
        await FailAsync(http, hub.Url);

        var refused = await PutAsync(http, hub.Url);
        refused.Failure.ShouldNotBeNull().Kind.ShouldBe(UpstreamReplyKind.NotSent);
        refused.Failure.Reason.Message.ShouldContain("left alone for 5 s");
        _count.ShouldBe(HubHttpPolicies.FailuresToOpen);

        // The first try after the pause fails: another pause.
        time.Advance(HubHttpPolicies.Pause);
        (await PutAsync(http, hub.Url)).Status.ShouldBe(HttpStatusCode.BadGateway);
        (await PutAsync(http, hub.Url)).IsAnswered.ShouldBeFalse();
        _count.ShouldBe(HubHttpPolicies.FailuresToOpen + 1);

        time.Advance(HubHttpPolicies.Pause);
        _status = StatusCodes.Status200OK;
        for (var i = 0; i < 3; i++)
        {
            (await PutAsync(http, hub.Url)).IsSuccess.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Breaker_ProbeIsAnswered_Closes()
    {
        var time = new FakeTime();
        await using var hub = await ScriptedHub.StartAsync(AnswerAsync);
        await using var rig = new HubHttpRig(time);
        var http = rig.Create(hub.Url);
        await FailAsync(http, hub.Url);
        (await PutAsync(http, hub.Url)).IsAnswered.ShouldBeFalse();
        _status = StatusCodes.Status200OK;

        var probe = await http.SendAsync(new HubHttpRequest(HttpMethod.Get, hub.Url) { IsProbe = true }, CancellationToken.None).Soon();

        probe.IsSuccess.ShouldBeTrue();
        (await PutAsync(http, hub.Url)).IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public async Task Breaker_BusyHub_StaysClosed()
    {
        _status = StatusCodes.Status503ServiceUnavailable;
        await using var hub = await ScriptedHub.StartAsync(AnswerAsync);
        await using var rig = new HubHttpRig(new FakeTime());
        var http = rig.Create(hub.Url);

        for (var i = 0; i < HubHttpPolicies.FailuresToOpen * 2; i++)
        {
            (await PutAsync(http, hub.Url)).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }
    }

    [Fact]
    public async Task Breaker_OfOneHub_DoesNotConcernAnother()
    {
        await using var hub = await ScriptedHub.StartAsync(AnswerAsync);
        await using var rig = new HubHttpRig(new FakeTime());
        var http = rig.Create(hub.Url);
        var other = rig.Create(hub.Url, hub: "attic");
        await FailAsync(http, hub.Url);

        (await PutAsync(http, hub.Url)).IsAnswered.ShouldBeFalse();
        (await PutAsync(other, hub.Url)).IsAnswered.ShouldBeTrue();
    }

    [Fact]
    public async Task Breaker_EntryChanged_StartsClosed()
    {
        await using var hub = await ScriptedHub.StartAsync(AnswerAsync);
        await using var rig = new HubHttpRig(new FakeTime());
        await FailAsync(rig.Create(hub.Url), hub.Url);

        var changed = rig.Create(hub.Url, fingerprint: "2");

        (await PutAsync(changed, hub.Url)).IsAnswered.ShouldBeTrue();
    }

    private static Task<HubHttpAnswer> PutAsync(HubHttp http, Uri url) => http.SendAsync(new HubHttpRequest(HttpMethod.Put, url), CancellationToken.None).Soon();

    private static async Task FailAsync(HubHttp http, Uri url)
    {
        for (var i = 0; i < HubHttpPolicies.FailuresToOpen; i++)
        {
            (await PutAsync(http, url)).Status.ShouldBe(HttpStatusCode.BadGateway);
        }
    }

    private Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _count);
        context.Response.StatusCode = Volatile.Read(ref _status);
        return Task.CompletedTask;
    }
}
