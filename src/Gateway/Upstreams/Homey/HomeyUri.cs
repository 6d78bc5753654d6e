using System.Text;
using Gateway.Subscriptions;

namespace Gateway.Upstreams.Homey;

/// <summary>One URI that a session needs. Its members change inside the stream's lock only.</summary>
internal sealed class HomeyUri(string text)
{
    public string Text => text;

    public byte[] Name { get; } = Encoding.UTF8.GetBytes(text);

    /// <summary>How many need it.</summary>
    public int Holders { get; set; }

    /// <summary>The hub's answer.</summary>
    public Task<WatchOutcome> Asked { get; set; } = Task.FromResult(WatchOutcome.Away);

    /// <summary>Its place among the URIs that the hub accepted; null while it has not.</summary>
    public long? Accepted { get; set; }

    /// <summary>The hub said no, or nothing: whoever comes now must ask again.</summary>
    public bool IsRefused { get; set; }
}
