namespace Gateway.Upstreams.Deconz;

/// <summary>
/// Tells a new press of a button from one already told. A press is known by its event and its <c>lastupdated</c>; without a time
/// each is new.
/// </summary>
internal sealed class DeconzPress(TimeProvider time)
{
    /// <summary>A press may stand in a snapshot shortly before its own frame arrives; so long the snapshot is no witness against it.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private byte[] _told = [];
    private byte[] _seen = [];
    private long _seenAt;

    /// <summary>False: clients were told this press, or it was there before they could be.</summary>
    public bool IsNew(ReadOnlySpan<byte> state)
    {
        var press = KeyOf(state);
        if (press.Length == 0)
        {
            return true;
        }

        var isNew = !press.AsSpan().SequenceEqual(_told) && (!press.AsSpan().SequenceEqual(_seen) || time.GetElapsedTime(_seenAt) < Grace);
        _told = press;
        return isNew;
    }

    /// <summary>What a snapshot shows. True when that is another press than the last one known.</summary>
    public bool See(ReadOnlySpan<byte> state)
    {
        var press = KeyOf(state);
        if (press.Length == 0 || press.AsSpan().SequenceEqual(_told) || press.AsSpan().SequenceEqual(_seen))
        {
            return false;
        }

        _seen = press;
        _seenAt = time.GetTimestamp();
        return true;
    }

    private static byte[] KeyOf(ReadOnlySpan<byte> state)
    {
        var button = DeconzJson.Text(state, "buttonevent"u8);
        var updated = DeconzJson.Text(state, "lastupdated"u8);
        return button.IsEmpty || updated.IsEmpty || updated.SequenceEqual("none"u8) ? [] : [.. updated, (byte)' ', .. button];
    }
}
