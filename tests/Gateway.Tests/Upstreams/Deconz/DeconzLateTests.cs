using System.Net;
using Gateway.DemoHubs.Deconz;

namespace Gateway.Tests.Upstreams.Deconz;

public sealed class DeconzLateTests
{
    [Fact]
    public async Task Command_BusyGatewayAndNobodyWaits_IsNotSentAgainAfterItsTime()
    {
        await using var hub = await DeconzDemoHub.StartAsync(new DeconzDemoHubOptions { Living = false });
        await using var host = await DeconzHost.StartAsync(hub);
        hub.Busy(5);

        var (status, _) = await host.CommandAsync("PUT lights/1/state", """{"on":true}""", timeoutMs: 500, wait: false);

        // Where there is time left it is asked again after two seconds.
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, CancellationToken.None);
        status.ShouldBe(HttpStatusCode.Accepted);
        hub.CountReceived("PUT lights/1/state").ShouldBe(1);
    }
}
