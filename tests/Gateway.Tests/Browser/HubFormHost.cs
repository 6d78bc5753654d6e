using Gateway.Tests.Clients;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Settings;

namespace Gateway.Tests.Browser;

/// <summary>One gateway for a test class, in a folder of its own with the repository's page.</summary>
public sealed class HubFormHost : IAsyncLifetime
{
    private readonly SettingsFolder _folder = new();
    private GatewayProcess? _gateway;

    internal Uri Url => _gateway!.Url;

    internal IReadOnlyList<string> Output => _gateway!.Output;

    public async Task InitializeAsync()
    {
        Directory.CreateSymbolicLink(Path.Combine(_folder.Place.FullName, "wwwroot"), Path.Combine(GatewayHost.Top, "wwwroot"));
        _gateway = GatewayProcess.Start(["--urls", "http://127.0.0.1:0"], folder: _folder.Place.FullName);
        await _gateway.ListeningAsync();
    }

    /// <summary>Puts this configuration in the place of the one that is there.</summary>
    internal void Configure(string settings) => _folder.Write("appsettings.json", settings);

    public async Task DisposeAsync()
    {
        await _gateway!.DisposeAsync();
        _folder.Dispose();
    }
}
