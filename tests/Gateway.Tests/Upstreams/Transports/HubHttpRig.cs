using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Gateway.Upstreams.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Upstreams.Transports;

/// <summary>HTTP to hubs as the product registers it, with every log line kept.</summary>
internal sealed class HubHttpRig : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    /// <param name="time">The policies' clock; the real one by default.</param>
    public HubHttpRig(TimeProvider? time = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));
        services.AddHubHttp();
        _services = services.BuildServiceProvider();
    }

    public LogSink Log { get; } = new();

    public HubHttp Create(Uri url, TlsOptions? tls = null, string hub = "home", string fingerprint = "1", UpstreamKind kind = UpstreamKind.Deconz) =>
        _services.GetRequiredService<HubHttpFactory>().Create(
            new UpstreamOptions(hub, kind, url, Token: null, Enabled: true, tls ?? new TlsOptions(null, null), fingerprint));

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
