using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using Gateway.Events;

namespace Gateway.Upstreams.Deconz;

/// <summary>
/// Everything the gateway told so far, kept over reconnects so that what differs can be told. Not thread-safe: it belongs to the
/// feed and is used under its lock.
/// </summary>
internal sealed class DeconzHouse(TimeProvider time)
{
    /// <summary>Far above what a gateway can hold; further things are passed on without a value.</summary>
    private const int MaxThings = 20_000;

    private readonly Dictionary<byte[], DeconzThing> _things = new(Utf8Comparer.Instance);
    private readonly List<DeconzThing> _gone = [];
    private readonly DeconzPresses _presses = new(time);
    private int _generation;

    public IReadOnlyCollection<DeconzThing> Things => _things.Values;

    /// <summary>What a snapshot did not name any more and clients were not told yet.</summary>
    public List<DeconzThing> Gone => _gone;

    public DeconzThing? Find(ReadOnlySpan<byte> topic) =>
        _things.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(topic, out var thing) ? thing : null;

    /// <summary>The thing of this topic, made at its first mention; another thing that had its number before is forgotten. Null: there are too many.</summary>
    public DeconzThing? Get(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> uniqueId)
    {
        var thing = Find(topic);
        if (thing?.IsAnother(uniqueId) == true)
        {
            _things.Remove(thing.Topic);
            thing = null;
        }

        if (thing is null && _things.Count < MaxThings)
        {
            thing = new DeconzThing(topic.ToArray(), _presses, time) { Generation = _generation };
            _things.Add(thing.Topic, thing);
        }

        return thing;
    }

    public bool Remove(ReadOnlySpan<byte> topic, [NotNullWhen(true)] out DeconzThing? thing)
    {
        thing = Find(topic);
        return thing is not null && _things.Remove(thing.Topic);
    }

    /// <summary>Takes a snapshot in and marks what it says that clients do not know.</summary>
    /// <param name="everything">The gateway's whole state, checked before.</param>
    /// <param name="isReplaced">Whether what was known of each thing is forgotten.</param>
    /// <param name="except">Topics about which something newer was heard; null: none.</param>
    public DeconzSnapshotResult Take(ReadOnlySpan<byte> everything, bool isReplaced, IReadOnlySet<byte[]>? except)
    {
        var result = default(DeconzSnapshotResult);
        _generation++;
        _presses.GatewayTime = DeconzSnapshot.TimeOf(everything);
        var reader = DeconzJson.Reader(everything);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (DeconzSnapshot.KindOf(ref reader) is { IsEmpty: false } kind)
            {
                var section = DeconzJson.ReadValue(ref reader, everything);
                if (DeconzJson.IsObject(section))
                {
                    result += TakeSection(kind, section, isReplaced, except);
                }
            }
            else
            {
                reader.Skip();
            }
        }

        return result;
    }

    private DeconzSnapshotResult TakeSection(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> section, bool isReplaced, IReadOnlySet<byte[]>? except)
    {
        var result = default(DeconzSnapshotResult);
        var reader = DeconzJson.Reader(section);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var id = reader.ValueSpan;
            var value = DeconzJson.ReadValue(ref reader, section);
            if (!DeconzTopics.IsId(id))
            {
                result += new DeconzSnapshotResult(0, 0, Odd: 1);
                continue;
            }

            byte[] topic = [.. kind, (byte)'/', .. id];
            if (Find(topic) is { } named)
            {
                // Whatever comes of its entry: it is not gone.
                named.Generation = _generation;
            }

            if (!DeconzJson.IsObject(value))
            {
                result += new DeconzSnapshotResult(0, 0, Odd: 1);
            }
            else if (except?.Contains(topic) != true)
            {
                result += TakeThing(topic, value, isReplaced);
            }
        }

        foreach (var thing in _things.Values)
        {
            // Group 0 is every light; it has frames but is never listed. What they told before a gap need not be so any more.
            var isListed = isReplaced || !thing.Topic.AsSpan().SequenceEqual("groups/0"u8);
            if (thing.Generation != _generation && isListed && thing.Kind.SequenceEqual(kind) && except?.Contains(thing.Topic) != true)
            {
                _things.Remove(thing.Topic);
                _gone.Add(thing);
            }
        }

        return result;
    }

    private DeconzSnapshotResult TakeThing(byte[] topic, ReadOnlySpan<byte> restObject, bool isReplaced)
    {
        var uniqueId = DeconzJson.Text(restObject, "uniqueid"u8);
        var known = Find(topic);
        if (known?.IsAnother(uniqueId) == true)
        {
            _gone.Add(known);
        }

        if (Get(topic, uniqueId) is not { } thing)
        {
            return new DeconzSnapshotResult(0, 0, Odd: 1);
        }

        var difference = thing.Take(restObject, isReplaced);
        thing.Generation = _generation;
        var isKnown = ReferenceEquals(thing, known);
        thing.IsNew |= !isKnown;
        thing.IsDirty |= difference.IsAny;
        var isTold = thing.Kind.SequenceEqual("lights"u8) || thing.Kind.SequenceEqual("sensors"u8);
        return new DeconzSnapshotResult(isKnown && isTold && difference.IsState ? 1 : 0, isKnown && difference.HasPress ? 1 : 0, 0);
    }
}

/// <summary>What came out of a snapshot.</summary>
/// <param name="UntoldStates">Lights and sensors whose state changed without a frame.</param>
/// <param name="MissedPresses">Buttons that were pressed while nobody heard.</param>
/// <param name="Odd">Entries that could not be read.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct DeconzSnapshotResult(int UntoldStates, int MissedPresses, int Odd)
{
    public static DeconzSnapshotResult operator +(DeconzSnapshotResult left, DeconzSnapshotResult right) =>
        new(left.UntoldStates + right.UntoldStates, left.MissedPresses + right.MissedPresses, left.Odd + right.Odd);
}
