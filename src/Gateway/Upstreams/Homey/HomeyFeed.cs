using Gateway.Events;

namespace Gateway.Upstreams.Homey;

/// <summary>
/// Turns what the hub sends into events of its stream. Lives as long as the connector, so that after a reconnect the hub's
/// devices are compared with what clients were shown. Used inside <see cref="HubStream.Enter"/> only.
/// </summary>
internal sealed class HomeyFeed
{
    private readonly TopicTable _others;

    public HomeyFeed(HubStream stream)
    {
        Stream = stream;
        Devices = new HomeyDevices(stream);
        _others = stream.Family(HomeyTopics.OtherFamily, HomeyTopics.Scheme);
    }

    public HubStream Stream { get; }

    public HomeyDevices Devices { get; }

    /// <summary>Passes on an event of a URI that is held.</summary>
    public void Add(in HomeyEvent received)
    {
        if (received.Uri.StartsWith(HomeyTopics.DevicePrefixUtf8))
        {
            Devices.Add(received.Uri[HomeyTopics.DevicePrefixUtf8.Length..], received);
        }
        else
        {
            Stream.Append(_others, new StreamEntry(received.Uri[HomeyTopics.Scheme.Length..], received.Name, received.Data) { More = received.More });
        }
    }
}
