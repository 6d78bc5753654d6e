using System.Text.Json;

namespace Gateway.Upstreams.Deconz;

/// <summary>
/// One frame of the gateway's WebSocket as slices of it, valid as long as its buffer is. An absent member is an empty slice.
/// Wire: dresden-elektronik.github.io/deconz-rest-doc, endpoints/websocket; plugin source of August 2026.
/// </summary>
internal readonly ref struct DeconzFrame
{
    /// <summary>The longest topic there can be, in bytes.</summary>
    public const int MaxTopic = 256;

    /// <summary>In bytes, for <c>e</c> and <c>r</c>.</summary>
    private const int MaxWord = 64;

    private DeconzFrame(ReadOnlySpan<byte> raw) => Raw = raw;

    /// <summary>The whole frame as the gateway sent it.</summary>
    public ReadOnlySpan<byte> Raw { get; }

    /// <summary><c>e</c>: <c>added</c>, <c>changed</c>, <c>deleted</c>, <c>scene-called</c> or something new.</summary>
    public ReadOnlySpan<byte> Event { get; private init; }

    /// <summary><c>r</c>: <c>lights</c>, <c>sensors</c>, <c>groups</c>, <c>alarmsystems</c>, <c>scenes</c> or something new.</summary>
    public ReadOnlySpan<byte> Resource { get; private init; }

    public ReadOnlySpan<byte> Id { get; private init; }

    public ReadOnlySpan<byte> GroupId { get; private init; }

    public ReadOnlySpan<byte> SceneId { get; private init; }

    public ReadOnlySpan<byte> UniqueId { get; private init; }

    /// <summary>JSON of <c>state</c>.</summary>
    public ReadOnlySpan<byte> State { get; private init; }

    /// <summary>JSON of <c>config</c>.</summary>
    public ReadOnlySpan<byte> Config { get; private init; }

    /// <summary>JSON of <c>attr</c>.</summary>
    public ReadOnlySpan<byte> Attributes { get; private init; }

    /// <summary>JSON of <c>capabilities</c>.</summary>
    public ReadOnlySpan<byte> Capabilities { get; private init; }

    /// <summary>JSON of the new thing in an <c>added</c>: <c>light</c>, <c>sensor</c>, <c>group</c>.</summary>
    public ReadOnlySpan<byte> Thing { get; private init; }

    /// <summary>Whether there are attributes beside the id, as in <c>"name":"x"</c>; they are read again out of <see cref="Raw"/>.</summary>
    public bool HasFlatAttributes { get; private init; }

    /// <summary>Whether it is about a thing that has a state, whatever else it names.</summary>
    public bool IsOfThing => DeconzTopics.IsKindWithState(Resource) && DeconzTopics.IsId(Id);

    /// <summary>Only attributes, and among them a time that changes all the while.</summary>
    public bool IsHeardOnly => !Attributes.IsEmpty && State.IsEmpty && Config.IsEmpty && Capabilities.IsEmpty && !HasFlatAttributes;

    /// <summary>False when the frame is not one JSON object of the gateway's kind; <paramref name="fault"/> says why.</summary>
    public static bool TryRead(ReadOnlySpan<byte> raw, out DeconzFrame frame, out string fault)
    {
        frame = default;
        fault = "it is not JSON";
        if (!DeconzJson.IsValid(raw))
        {
            return false;
        }

        fault = "it names no resource and event as the gateway does";
        var reader = DeconzJson.Reader(raw);
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            frame = Read(ref reader, raw);
        }

        return DeconzTopics.IsId(frame.Resource) && frame.Event.Length is > 0 and <= MaxWord;
    }

    /// <summary>What it is about: <c>lights/3</c>, <c>scenes/1/2</c>; the resource alone where no id can be read.</summary>
    /// <param name="target">At least <see cref="MaxTopic"/> bytes.</param>
    public ReadOnlySpan<byte> WriteTopic(Span<byte> target)
    {
        Resource.CopyTo(target);
        var length = Resource.Length;
        if (IsOfThing)
        {
            return target[..WriteSegment(target, length, Id)];
        }

        length = WriteSegment(target, length, GroupId.IsEmpty ? Id : GroupId);
        return target[..WriteSegment(target, length, SceneId)];
    }

    /// <summary>Whether a member of a frame is one of its own words, and not an attribute of the thing.</summary>
    public static bool IsOwnMember(scoped ref Utf8JsonReader reader) =>
        DeconzJson.NameIs(ref reader, "t"u8) || DeconzJson.NameIs(ref reader, "e"u8) || DeconzJson.NameIs(ref reader, "r"u8) || DeconzJson.NameIs(ref reader, "id"u8)
        || DeconzJson.NameIs(ref reader, "gid"u8) || DeconzJson.NameIs(ref reader, "scid"u8) || DeconzJson.NameIs(ref reader, "uniqueid"u8) || IsPart(ref reader) || IsThing(ref reader);

    private static bool IsPart(scoped ref Utf8JsonReader reader) =>
        DeconzJson.NameIs(ref reader, "state"u8) || DeconzJson.NameIs(ref reader, "config"u8) || DeconzJson.NameIs(ref reader, "attr"u8) || DeconzJson.NameIs(ref reader, "capabilities"u8);

    private static bool IsThing(scoped ref Utf8JsonReader reader) =>
        DeconzJson.NameIs(ref reader, "light"u8) || DeconzJson.NameIs(ref reader, "sensor"u8) || DeconzJson.NameIs(ref reader, "group"u8) || DeconzJson.NameIs(ref reader, "alarmsystem"u8);

    private static DeconzFrame Read(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> raw)
    {
        ReadOnlySpan<byte> name = default, resource = default, id = default, group = default, scene = default, uniqueId = default;
        ReadOnlySpan<byte> state = default, config = default, attributes = default, capabilities = default, thing = default;
        var hasFlat = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (DeconzJson.NameIs(ref reader, "e"u8))
                name = DeconzJson.ReadText(ref reader);
            else if (DeconzJson.NameIs(ref reader, "r"u8))
                resource = DeconzJson.ReadText(ref reader);
            else if (DeconzJson.NameIs(ref reader, "id"u8))
                id = DeconzJson.ReadText(ref reader);
            else if (DeconzJson.NameIs(ref reader, "uniqueid"u8))
                uniqueId = DeconzJson.ReadText(ref reader);
            else if (DeconzJson.NameIs(ref reader, "gid"u8))
                group = DeconzJson.ReadText(ref reader);
            else if (DeconzJson.NameIs(ref reader, "scid"u8))
                scene = DeconzJson.ReadText(ref reader);
            else if (DeconzJson.NameIs(ref reader, "state"u8))
                state = DeconzJson.ReadValue(ref reader, raw);
            else if (DeconzJson.NameIs(ref reader, "config"u8))
                config = DeconzJson.ReadValue(ref reader, raw);
            else if (DeconzJson.NameIs(ref reader, "attr"u8))
                attributes = DeconzJson.ReadValue(ref reader, raw);
            else if (DeconzJson.NameIs(ref reader, "capabilities"u8))
                capabilities = DeconzJson.ReadValue(ref reader, raw);
            else if (IsThing(ref reader))
                thing = DeconzJson.ReadValue(ref reader, raw);
            else
                hasFlat |= Skip(ref reader);
        }

        return new DeconzFrame(raw)
        {
            Event = name,
            Resource = resource,
            Id = id,
            UniqueId = uniqueId,
            GroupId = group,
            SceneId = scene,
            State = state,
            Config = config,
            Attributes = attributes,
            Capabilities = capabilities,
            Thing = thing,
            HasFlatAttributes = hasFlat,
        };
    }

    private static int WriteSegment(Span<byte> target, int length, ReadOnlySpan<byte> id)
    {
        if (!DeconzTopics.IsId(id))
        {
            return length;
        }

        target[length] = (byte)'/';
        id.CopyTo(target[(length + 1)..]);
        return length + 1 + id.Length;
    }

    private static bool Skip(scoped ref Utf8JsonReader reader)
    {
        var isFlat = !DeconzJson.NameIs(ref reader, "t"u8);
        reader.Skip();
        return isFlat;
    }
}
