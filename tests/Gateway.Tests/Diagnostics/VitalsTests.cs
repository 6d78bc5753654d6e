using Gateway.Diagnostics;
using Gateway.Subscriptions;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Diagnostics;

public sealed class VitalsTests
{
    [Fact]
    public async Task Healthz_ALineThatStandsStill_IsNotLiveUntilItMoves()
    {
        await using var host = await GatewayHost.StartAsync();
        host.ErrorsAreExpected = true;
        await host.UntilAsync("online");
        host.Service<SubscriptionRegistry>().TryFind("home", out var hub).ShouldBeTrue();
        using var release = new ManualResetEventSlim();
        using var held = new ManualResetEventSlim();
        var holder = new Thread(() =>
        {
            using (hub!.Stream.Enter())
            {
                held.Set();
                release.Wait();
            }
        });
        holder.Start();
        held.Wait();
        try
        {
            using var answer = await host.Http.GetAsync("/healthz").Soon();
            ((int)answer.StatusCode).ShouldBe(503);
            var text = await answer.Content.ReadAsStringAsync();
            text.ShouldContain("urn:gateway:not-live");
            text.ShouldNotContain("home");
            host.Log.Errors.ShouldHaveSingleItem().ShouldContain("The line of hub 'home' has stood still");
        }
        finally
        {
            release.Set();
            holder.Join();
        }

        (await host.Http.GetStringAsync("/healthz").Soon()).ShouldBe("live");
        host.Service<VitalsWatch>().CountFailures().ShouldBe(0);
    }
}
