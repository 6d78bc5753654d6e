using Gateway.Commands;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Upstreams.Homey;

/// <summary>Requests that something on the way fails, and those that cannot be made at all.</summary>
public sealed class HomeyRequestFaultTests
{
    private const string Trigger = "POST /api/manager/flow/flow/77aa/trigger";

    [Theory]
    [InlineData(502, "<html>Bad Gateway secret-token-0123456789</html>")]
    [InlineData(504, "")]
    [InlineData(504, """{"error":"timeout"}""")]
    [InlineData(500, "Internal Server Error")]
    [InlineData(503, "upstream connect error")]
    public async Task Request_FailedOnItsWay_IsUnknownAndSentOnce(int status, string body)
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        rig.Homey.Api = ScriptedHomey.Says(status, body);

        var outcome = await rig.SendAsync(Trigger).Soon();

        outcome.Status.ShouldBe(CommandStatus.Unknown);
        outcome.Detail!.ShouldContain($"HTTP {status}");
        outcome.Detail!.ShouldNotContain(HomeySessionRig.Token);
        rig.Homey.Requests.Count(static request => string.Equals(request, Trigger, StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Request_ThatOnlyReadsFailedOnItsWay_IsRejected()
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        rig.Homey.Api = ScriptedHomey.Says(500, "Internal Server Error");

        (await rig.SendAsync("GET /api/manager/zones/zone").Soon()).Status.ShouldBe(CommandStatus.Rejected);
    }

    [Theory]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"a":[{"\udc00":1}]}""")]
    public async Task Request_QueryThatIsNoUnicode_IsInvalidAndNotSent(string args)
    {
        await using var rig = await HomeySessionRig.OpenAsync();

        (await rig.SendAsync("GET /api/manager/zones/zone", args).Soon()).Status.ShouldBe(CommandStatus.Invalid);
        (await rig.SendAsync("DELETE /api/manager/flow/flow/1", args).Soon()).Status.ShouldBe(CommandStatus.Invalid);

        await rig.SettleAsync();
        rig.Homey.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Request_QueryThatIsTooLong_IsInvalidAndNotSent()
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        var args = $"{{{string.Join(',', Enumerable.Range(0, 150_000).Select(static _ => "\"a\":1"))}}}";

        var outcome = await rig.SendAsync("GET /api/manager/zones/zone", args).Soon();

        outcome.Status.ShouldBe(CommandStatus.Invalid);
        outcome.Detail!.ShouldContain("8192");
    }
}
