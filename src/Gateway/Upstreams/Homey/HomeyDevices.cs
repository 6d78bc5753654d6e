using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Gateway.Events;

namespace Gateway.Upstreams.Homey;

/// <summary>
/// The devices' part of the feed: keeps the capabilities' last values in the stream, and makes good after a gap by comparing
/// them with the hub's list. Used inside <see cref="HubStream.Enter"/>, but for <see cref="Apply"/>.
/// </summary>
internal sealed class HomeyDevices(HubStream stream)
{
    /// <summary>In bytes; parts are kept, so their names must be bounded.</summary>
    private const int MaxPart = 256;

    /// <summary>Deletions remembered until the next list.</summary>
    private const int MaxDeleted = 10_000;

    private readonly TopicTable _topics = stream.Family(HomeyTopics.DeviceFamily, HomeyTopics.DevicePrefix);
    private readonly Dictionary<byte[], HomeyDeviceMarks> _known = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], long> _deleted = new(Utf8Comparer.Instance);

    /// <summary>Passes on an event of a device.</summary>
    public void Add(ReadOnlySpan<byte> id, in HomeyEvent received)
    {
        var retention = Retention.None;
        ReadOnlySpan<byte> part = default;
        if (received.Name.SequenceEqual("capability"u8))
        {
            part = HomeyJson.TextOf(HomeyJson.Member(received.Data, "capabilityId"u8));
            var hasValue = part.Length is > 0 and <= MaxPart && !HomeyJson.Member(received.Data, "value"u8).IsEmpty;
            retention = hasValue ? Retention.Value : Retention.None;
            part = hasValue ? part : default;
        }
        else if (received.Name.SequenceEqual("update"u8))
        {
            if (_known.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(id, out var marks))
            {
                marks.Update(received.Data);
                marks.Told = stream.Cursor.Sequence + 1;
            }
        }
        else if (received.Name.SequenceEqual("delete"u8))
        {
            if (!TryForget(id))
            {
                return;
            }

            retention = Retention.Removed;
        }

        stream.Append(_topics, new StreamEntry(id, received.Name, received.Data) { More = received.More, Part = part, Retention = retention });
    }

    /// <summary>
    /// The manager says that a device is gone. Told on the device's own topic unless the hub has done so; if it does so later, that is
    /// not repeated.
    /// </summary>
    /// <param name="item">The manager's JSON, in which only the id is certain.</param>
    public void Delete(ReadOnlySpan<byte> item)
    {
        var id = HomeyJson.TextOf(HomeyJson.Member(item, "id"u8));
        if (!id.IsEmpty && IsKnown(id) && TryForget(id))
        {
            AppendDelete(id, item);
        }
    }

    /// <summary>
    /// Compares the hub's list with what clients were shown and tells them what differs. An event that came since the list was
    /// asked for is never older than the list, so it stands. Takes the stream's lock itself, for one device at a time.
    /// </summary>
    /// <param name="list">The hub's devices.</param>
    /// <param name="isCurrent">Whether the hub had accepted to tell of a device before it was asked for the list.</param>
    /// <param name="since">The stream's sequence when the list was asked for.</param>
    /// <returns>How many events that made.</returns>
    public int Apply(HomeyDeviceList list, Predicate<string> isCurrent, long since)
    {
        var changes = 0;
        foreach (var (id, device) in list.Devices)
        {
            using (stream.Enter())
            {
                var name = Encoding.UTF8.GetBytes(id);
                if (isCurrent(id) && !(_deleted.TryGetValue(name, out var deleted) && deleted > since))
                {
                    changes += ApplyDevice(name, device.Span, since);
                }
            }
        }

        using (stream.Enter())
        {
            return changes + RemoveUnlisted(list, since);
        }
    }

    /// <summary>What is known of devices that nobody is told about any more is let go: it would grow old unseen.</summary>
    /// <param name="isHeld">Whether the hub still tells of a device.</param>
    public void Forget(Predicate<byte[]> isHeld)
    {
        foreach (var id in _known.Keys.Where(id => !isHeld(id)).ToArray())
        {
            _known.Remove(id);
        }
    }

    private int ApplyDevice(byte[] id, ReadOnlySpan<byte> device, long since)
    {
        var changes = 0;
        ref var marks = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, id, out var isKnown);
        marks ??= new HomeyDeviceMarks();
        if (marks.Told <= since && marks.Update(device) && isKnown)
        {
            stream.Append(_topics, new StreamEntry(id, "update"u8, device));
            changes++;
        }

        var capabilities = HomeyJson.Member(device, "capabilitiesObj"u8);
        if (!capabilities.StartsWith("{"u8))
        {
            return changes;
        }

        var topic = _topics.Get(id);
        var listed = new HashSet<byte[]>(Utf8Comparer.Instance);
        var reader = new Utf8JsonReader(capabilities);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var capability = Encoding.UTF8.GetBytes(HomeyJson.NameOf(ref reader));
            var value = HomeyJson.Member(HomeyJson.Value(ref reader, capabilities), "value"u8);
            if (capability.Length is 0 or > MaxPart || value.IsEmpty || !listed.Add(capability))
            {
                continue;
            }

            var last = _topics.SlotOf(topic, capability, isValue: false).Last;
            if (last is null || (last.Sequence <= since && !ValueOf(last).SequenceEqual(value)))
            {
                stream.Append(_topics, new StreamEntry(id, "capability"u8, Data(capability, value)) { Part = capability, Retention = Retention.Value });
                changes++;
            }
        }

        foreach (var (capability, slot) in topic.Parts?.ToArray() ?? [])
        {
            if (!listed.Contains(capability) && slot.Last?.Sequence <= since)
            {
                stream.Append(_topics, new StreamEntry(id, "capability"u8, Data(capability, "null"u8)) { Part = capability, Retention = Retention.Removed });
                changes++;
            }
        }

        return changes;
    }

    private int RemoveUnlisted(HomeyDeviceList list, long since)
    {
        var listed = list.Devices.Keys.Select(Encoding.UTF8.GetBytes).ToHashSet(Utf8Comparer.Instance);
        var shown = _topics.All.Where(static topic => topic.HasValue).Select(static topic => Encoding.UTF8.GetBytes(topic.Text[HomeyTopics.DevicePrefix.Length..]));
        var gone = shown.Union(_known.Keys, Utf8Comparer.Instance).Where(id => !listed.Contains(id) && !IsNewerThan(since, id)).ToArray();
        foreach (var id in gone)
        {
            TryForget(id);
            AppendDelete(id, [.. "{\"id\":\""u8, .. JsonEncodedText.Encode(id).EncodedUtf8Bytes, .. "\"}"u8]);
        }

        foreach (var told in _deleted.Where(row => row.Value <= since).Select(static row => row.Key).ToArray())
        {
            _deleted.Remove(told);
        }

        return gone.Length;
    }

    private bool IsKnown(ReadOnlySpan<byte> id) =>
        _known.GetAlternateLookup<ReadOnlySpan<byte>>().ContainsKey(id) || _topics.Get(id).HasValue;

    private bool IsNewerThan(long since, ReadOnlySpan<byte> id) => _topics.Get(id).Slots.Any(slot => slot.Last?.Sequence > since);

    /// <summary>False when its end was told already.</summary>
    private bool TryForget(ReadOnlySpan<byte> id)
    {
        _known.GetAlternateLookup<ReadOnlySpan<byte>>().Remove(id);
        return _deleted.Count >= MaxDeleted || _deleted.TryAdd(id.ToArray(), stream.Cursor.Sequence + 1);
    }

    private void AppendDelete(ReadOnlySpan<byte> id, ReadOnlySpan<byte> data) =>
        stream.Append(_topics, new StreamEntry(id, "delete"u8, data) { Retention = Retention.Removed });

    private static ReadOnlySpan<byte> ValueOf(HubEvent shown) => HomeyJson.Member(HomeyJson.Member(shown.Payload.Span, "data"u8), "value"u8);

    private static byte[] Data(ReadOnlySpan<byte> capability, ReadOnlySpan<byte> value) =>
        [.. "{\"capabilityId\":\""u8, .. JsonEncodedText.Encode(capability).EncodedUtf8Bytes, .. "\",\"value\":"u8, .. value, .. "}"u8];
}
