using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gateway.Upstreams.Deconz;

/// <summary>One light, sensor, group or alarm system: everything known of it, merged from snapshots and frames.</summary>
internal sealed class DeconzThing(byte[] topic, DeconzPresses presses, TimeProvider time)
{
    private const int MaxUniqueId = 256;

    /// <summary>How often clients are told that a device was heard, which the gateway tells all the while.</summary>
    private static readonly TimeSpan HeardInterval = TimeSpan.FromMinutes(1);

    private DeconzParts _parts = new();
    private DeconzPress? _press;
    private long? _heardToldAt;

    /// <summary>Such as <c>lights/3</c>.</summary>
    public byte[] Topic => topic;

    /// <summary>As JSON text without its quotes; empty for groups and alarm systems, and where it is not known yet.</summary>
    public byte[] UniqueId { get; private set; } = [];

    public DeconzPress Press => _press ??= presses.Of(UniqueId);

    public DeconzParts Parts => _parts;

    /// <summary>The snapshot that last named it.</summary>
    public int Generation { get; set; }

    /// <summary>It came in a snapshot, and clients were not told yet.</summary>
    public bool IsNew { get; set; }

    /// <summary>It differs from what clients were shown.</summary>
    public bool IsDirty { get; set; }

    public ReadOnlySpan<byte> Kind => topic.AsSpan(0, topic.AsSpan().IndexOf((byte)'/'));

    public ReadOnlySpan<byte> Id => topic.AsSpan(topic.AsSpan().IndexOf((byte)'/') + 1);

    /// <summary>Groups tell their attributes beside the id, all others in <c>attr</c>.</summary>
    public bool IsGroup => Kind.SequenceEqual("groups"u8);

    /// <summary>Whether the thing of that unique id is another one, which was given this number.</summary>
    public bool IsAnother(ReadOnlySpan<byte> uniqueId) => !uniqueId.IsEmpty && UniqueId.Length > 0 && !Encode(uniqueId).SequenceEqual(UniqueId);

    /// <summary>Whether clients may be told now that it was heard; they are then taken to be.</summary>
    public bool MayTellHeard()
    {
        var now = time.GetTimestamp();
        var mayTell = _heardToldAt is not { } told || time.GetElapsedTime(told, now) >= HeardInterval;
        _heardToldAt = mayTell ? now : _heardToldAt;
        return mayTell;
    }

    /// <summary>Takes a frame in. True when anything that matters is different now.</summary>
    public bool Merge(in DeconzFrame frame)
    {
        Identify(frame.UniqueId);
        var isChanged = _parts.State.Merge(frame.State, DeconzPart.State);
        isChanged |= _parts.Config.Merge(frame.Config, DeconzPart.Config);
        isChanged |= _parts.Capabilities.Merge(frame.Capabilities, DeconzPart.Capabilities, isDeep: true);
        isChanged |= _parts.Attributes.Merge(frame.Attributes, DeconzPart.Attributes);
        return frame.HasFlatAttributes
            ? _parts.Attributes.Merge(DeconzRestObject.Attributes(frame.Raw, isFrame: true), DeconzPart.Attributes) || isChanged
            : isChanged;
    }

    /// <summary>Takes what REST shows of it in.</summary>
    /// <param name="restObject">The whole thing.</param>
    /// <param name="isReplaced">Whether everything known before is forgotten.</param>
    public DeconzDifference Take(ReadOnlySpan<byte> restObject, bool isReplaced)
    {
        var shown = DeconzRestObject.Read(restObject);
        Identify(shown.UniqueId);
        var parts = new DeconzParts();
        parts.Merge(restObject);
        var difference = new DeconzDifference(
            _parts.Differs(parts) || (isReplaced && parts.Differs(_parts)),
            _parts.State.Differs(parts.State),
            DeconzPress.IsIn(shown.State) && Press.See(shown.State, presses.GatewayTime));
        if (isReplaced)
        {
            _parts = parts;
        }
        else
        {
            _parts.Merge(restObject);
        }

        return difference;
    }

    private void Identify(ReadOnlySpan<byte> uniqueId)
    {
        if (UniqueId.Length == 0 && uniqueId.Length is > 0 and <= MaxUniqueId)
        {
            UniqueId = Encode(uniqueId).ToArray();
            _press = _press is null ? null : presses.Of(UniqueId, _press);
        }
    }

    private static ReadOnlySpan<byte> Encode(ReadOnlySpan<byte> text) =>
        DeconzTopics.IsId(text) ? text : JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes;
}

/// <summary>What a snapshot says that was not known.</summary>
/// <param name="IsAny">Anything that matters.</param>
/// <param name="IsState">Something in its state, which the gateway tells by the WebSocket when all is well.</param>
/// <param name="HasPress">A button was pressed of which nobody heard.</param>
internal readonly record struct DeconzDifference(bool IsAny, bool IsState, bool HasPress);
