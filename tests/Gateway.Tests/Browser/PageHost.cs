using System.Globalization;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Browser;

/// <summary>One gateway for a test class: the hub <c>home</c>, which stands still, and fourteen that are switched off.</summary>
public sealed class PageHost : IAsyncLifetime
{
    public const int Hubs = 15;

    private GatewayHost? _host;

    internal GatewayHost Host => _host!;

    public async Task InitializeAsync()
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var number in Enumerable.Range(1, Hubs - 1))
        {
            var hub = string.Create(CultureInfo.InvariantCulture, $"Hubs:off-{number:00}");
            (settings[$"{hub}:Kind"], settings[$"{hub}:Url"], settings[$"{hub}:Enabled"]) = ("SocketIO", "http://127.0.0.1:9", "false");
        }

        _host = await GatewayHost.StartAsync(settings);
        await _host.UntilAsync("online");
    }

    public async Task DisposeAsync() => await Host.DisposeAsync();
}
