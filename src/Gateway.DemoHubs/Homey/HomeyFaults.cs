using Gateway.DemoHubs.Homey.Api;

namespace Gateway.DemoHubs.Homey;

/// <summary>What a test asked to go wrong. Used under the server's gate.</summary>
internal sealed class HomeyFaults
{
    /// <summary>JSON of the error a handshake is refused with; null when it is not.</summary>
    public string? Handshake { get; set; }

    /// <summary>The error discovery is answered with, 403; null when it is answered as usual.</summary>
    public string? Discovery { get; set; }

    /// <summary>By URI, the JSON of the error.</summary>
    public Dictionary<string, string> Subscriptions { get; } = new(StringComparer.Ordinal);

    /// <summary>By the name of the operation.</summary>
    public Dictionary<string, HomeyAnswer> Operations { get; } = new(StringComparer.Ordinal);
}
