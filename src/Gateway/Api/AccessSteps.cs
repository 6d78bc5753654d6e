using Gateway.Access;
using Microsoft.AspNetCore.HttpOverrides;

namespace Gateway.Api;

/// <summary>The steps of access that every request takes.</summary>
internal static class AccessSteps
{
    /// <summary>
    /// Takes the client's address, the scheme, the host name and the base path from a reverse proxy, where the configuration names it; from
    /// anybody else such headers mean nothing.
    /// </summary>
    public static void UseProxies(this WebApplication app)
    {
        var proxies = app.Services.GetRequiredService<AccessOptions>().Proxies;
        if (proxies.Count == 0)
        {
            return;
        }

        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost | ForwardedHeaders.XForwardedPrefix,

            // As many as there are in a row, for as long as each is one of the named.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            options.KnownIPNetworks.Add(proxy);
        }

        app.UseForwardedHeaders(options);
    }

    public static void UseDoor(this WebApplication app) => app.Use(app.Services.GetRequiredService<AccessDoor>().InvokeAsync);
}
