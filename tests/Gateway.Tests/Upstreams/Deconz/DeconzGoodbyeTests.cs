using Gateway.Tests.Fakes;

namespace Gateway.Tests.Upstreams.Deconz;

public sealed class DeconzGoodbyeTests
{
    [Fact]
    public async Task Stop_HubListens_ClosesWithTheClosingHandshake()
    {
        await using var deconz = await DeconzScript.StartAsync();
        using var stopping = new CancellationTokenSource();
        var session = (await deconz.OpenAsync()).Session.ShouldNotBeNull();
        var reading = session.ReadAsync(stopping.Token);

        await stopping.CancelAsync();

        (await reading.Soon()).Name.ShouldBe("stopping");
        await session.DisposeAsync().AsTask().Soon();
        await Eventually.TrueAsync(() => deconz.Asked.Contains("goodbye", StringComparer.Ordinal), $"the goodbye, there was {string.Join(", ", deconz.Asked)}");
    }
}
