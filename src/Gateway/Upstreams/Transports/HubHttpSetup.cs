using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace Gateway.Upstreams.Transports;

internal static class HubHttpSetup
{
    /// <summary>HTTP to hubs, through the framework's client factory.</summary>
    public static IServiceCollection AddHubHttp(this IServiceCollection services)
    {
        // The factory's own log lines would show the path, and with it a key.
        services.AddHttpClient().ConfigureHttpClientDefaults(static client => client.RemoveAllLoggers());
        services.AddSingleton<HubHttpClients>();
        services.AddSingleton<IConfigureOptions<HttpClientFactoryOptions>>(static provider => provider.GetRequiredService<HubHttpClients>());
        services.AddSingleton<HubHttpFactory>();
        return services;
    }
}
