using Microsoft.AspNetCore.Http.Features;

namespace Gateway.DemoHubs.Listening;

internal sealed class GatedUpgrade(IHttpUpgradeFeature inner, FreezeGate gate) : IHttpUpgradeFeature
{
    public bool IsUpgradableRequest => inner.IsUpgradableRequest;

    public async Task<Stream> UpgradeAsync() => new GatedStream(await inner.UpgradeAsync(), gate);
}
