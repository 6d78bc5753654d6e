using System.Globalization;
using System.Text;

namespace Gateway.Upstreams.Deconz;

/// <summary>
/// Tells a new press of a button from those already told. A press is known by its event and its <c>lastupdated</c>; without a
/// time each is new.
/// </summary>
internal sealed class DeconzPress(TimeProvider time)
{
    /// <summary>More than a gateway that was restarted tells again of one button.</summary>
    private const int MaxTold = 16;

    /// <summary>A press may stand in a snapshot shortly before its own frame arrives; so long the snapshot is no witness against it.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>The gateway's clock is told in whole seconds.</summary>
    private static readonly TimeSpan ClockStep = TimeSpan.FromSeconds(1);

    private readonly Queue<byte[]> _told = new();
    private byte[] _seen = [];
    private long _seenAt;
    private bool _mayStillCome;

    public static bool IsIn(ReadOnlySpan<byte> state) => DeconzJson.IsObject(state) && !DeconzJson.Text(state, "buttonevent"u8).IsEmpty;

    /// <summary>False: clients were told this press, or it was there before they could be.</summary>
    public bool IsNew(ReadOnlySpan<byte> state)
    {
        var press = KeyOf(state);
        if (press.Length == 0)
        {
            return true;
        }

        if (WasTold(press))
        {
            return false;
        }

        if (_told.Count == MaxTold)
        {
            _told.Dequeue();
        }

        _told.Enqueue(press);
        return !press.AsSpan().SequenceEqual(_seen) || (_mayStillCome && time.GetElapsedTime(_seenAt) < Grace);
    }

    /// <summary>What a snapshot shows. True when that is another press than those known.</summary>
    /// <param name="state">The button's.</param>
    /// <param name="gatewayTime">What the gateway's clock shows. Without it any press may be an old one.</param>
    public bool See(ReadOnlySpan<byte> state, DateTimeOffset? gatewayTime)
    {
        var press = KeyOf(state);
        if (press.Length == 0 || WasTold(press) || press.AsSpan().SequenceEqual(_seen))
        {
            return false;
        }

        _seen = press;
        _seenAt = time.GetTimestamp();
        _mayStillCome = gatewayTime is { } now && TimeOf(DeconzJson.Text(state, "lastupdated"u8)) is { } pressed && (now - pressed).Duration() <= Grace + ClockStep;
        return true;
    }

    /// <summary>A time as the gateway writes it: UTC without a zone. Null: it is none.</summary>
    public static DateTimeOffset? TimeOf(ReadOnlySpan<byte> text) =>
        DateTimeOffset.TryParse(Encoding.UTF8.GetString(text), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private bool WasTold(ReadOnlySpan<byte> press)
    {
        foreach (var told in _told)
        {
            if (press.SequenceEqual(told))
            {
                return true;
            }
        }

        return false;
    }

    private static byte[] KeyOf(ReadOnlySpan<byte> state)
    {
        var button = DeconzJson.Text(state, "buttonevent"u8);
        var updated = DeconzJson.Text(state, "lastupdated"u8);
        return button.IsEmpty || updated.IsEmpty || updated.SequenceEqual("none"u8) ? [] : [.. updated, (byte)' ', .. button];
    }
}
