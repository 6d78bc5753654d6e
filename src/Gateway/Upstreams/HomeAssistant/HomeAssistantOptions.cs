using Gateway.Configuration;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>A hub's <c>HomeAssistant</c> section.</summary>
internal sealed record HomeAssistantOptions
{
    /// <summary>Where the WebSocket API is below the hub's address. Default <c>/api/websocket</c>; supervised set-ups have another.</summary>
    public string Path { get; init; } = "/api/websocket";

    /// <summary>Further command types that may be used as JSON topics because they only subscribe. Default none.</summary>
    public IReadOnlySet<string> SubscriptionTypes { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Silence after which the hub is pinged. Default 30 s.</summary>
    public TimeSpan PingAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long it may then stay silent before the session is dropped. Default 15 s: slow starts need that long.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(15);

    public static HomeAssistantOptions Read(SectionReader section)
    {
        var defaults = new HomeAssistantOptions();
        var path = section.Text("Path") ?? defaults.Path;
        if (!path.StartsWith('/') || path.Contains("..", StringComparison.Ordinal))
        {
            section.Fault("Path", $"'{path}' is not a path that starts with '/', such as {defaults.Path}.");
        }

        var options = new HomeAssistantOptions
        {
            Path = path,
            SubscriptionTypes = section.Texts("SubscriptionTypes").ToHashSet(StringComparer.Ordinal),
            PingAfter = section.Duration("PingAfter", defaults.PingAfter, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)),
            PingTimeout = section.Duration("PingTimeout", defaults.PingTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)),
        };
        section.RefuseUnknown();
        return options;
    }
}
