using Gateway.Events;

namespace Gateway.Upstreams.Deconz;

/// <summary>
/// The presses of each button by its unique id, whatever number it has: a gateway that was restarted may number anew and tell
/// old presses again. Used under the feed's lock.
/// </summary>
internal sealed class DeconzPresses(TimeProvider time)
{
    /// <summary>Far above what a house has; further ones are remembered as long as they keep their numbers.</summary>
    private const int MaxButtons = 4_096;

    private readonly Dictionary<byte[], DeconzPress> _known = new(Utf8Comparer.Instance);

    private DateTimeOffset? _told;
    private long _toldAt;

    /// <summary>What the gateway's own clock shows about now; null where its newest snapshot did not say.</summary>
    public DateTimeOffset? GatewayTime
    {
        get => _told + time.GetElapsedTime(_toldAt);
        set => (_told, _toldAt) = (value, time.GetTimestamp());
    }

    /// <param name="uniqueId">Empty: not known yet.</param>
    /// <param name="own">What was remembered before the id was known.</param>
    public DeconzPress Of(byte[] uniqueId, DeconzPress? own = null)
    {
        if (uniqueId.Length > 0 && _known.TryGetValue(uniqueId, out var press))
        {
            return press;
        }

        press = own ?? new DeconzPress(time);
        if (uniqueId.Length > 0 && _known.Count < MaxButtons)
        {
            _known.Add(uniqueId, press);
        }

        return press;
    }
}
