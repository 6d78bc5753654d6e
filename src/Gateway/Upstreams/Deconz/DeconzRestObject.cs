using System.Buffers;
using System.Text.Json;

namespace Gateway.Upstreams.Deconz;

/// <summary>One thing as REST shows it, as slices of it: its parts, and whatever stands beside them.</summary>
internal readonly ref struct DeconzRestObject
{
    public ReadOnlySpan<byte> UniqueId { get; private init; }

    public ReadOnlySpan<byte> State { get; private init; }

    public ReadOnlySpan<byte> Config { get; private init; }

    public ReadOnlySpan<byte> Capabilities { get; private init; }

    /// <param name="json">Valid JSON; anything but an object has no parts.</param>
    public static DeconzRestObject Read(ReadOnlySpan<byte> json)
    {
        ReadOnlySpan<byte> uniqueId = default, state = default, config = default, capabilities = default;
        var reader = DeconzJson.Reader(json);
        if (DeconzJson.IsObject(json) && reader.Read())
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (DeconzJson.NameIs(ref reader, "uniqueid"u8))
                    uniqueId = DeconzJson.ReadText(ref reader);
                else if (DeconzJson.NameIs(ref reader, "state"u8))
                    state = DeconzJson.ReadValue(ref reader, json);
                else if (DeconzJson.NameIs(ref reader, "config"u8))
                    config = DeconzJson.ReadValue(ref reader, json);
                else if (DeconzJson.NameIs(ref reader, "capabilities"u8))
                    capabilities = DeconzJson.ReadValue(ref reader, json);
                else
                    reader.Skip();
            }
        }

        return new DeconzRestObject { UniqueId = uniqueId, State = state, Config = config, Capabilities = capabilities };
    }

    /// <summary>What stands beside the parts, of a thing as REST shows it or of a frame, as an object of its own.</summary>
    public static ReadOnlySpan<byte> Attributes(ReadOnlySpan<byte> json, bool isFrame)
    {
        var attributes = new ArrayBufferWriter<byte>(256);
        var reader = DeconzJson.Reader(json);
        if (!DeconzJson.IsObject(json) || !reader.Read())
        {
            return default;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (isFrame ? DeconzFrame.IsOwnMember(ref reader) : IsPart(ref reader))
            {
                reader.Skip();
                continue;
            }

            attributes.Write(attributes.WrittenCount == 0 ? "{\""u8 : ",\""u8);
            attributes.Write(reader.ValueSpan);
            attributes.Write("\":"u8);
            attributes.Write(DeconzJson.ReadValue(ref reader, json));
        }

        attributes.Write(attributes.WrittenCount == 0 ? "{}"u8 : "}"u8);
        return attributes.WrittenSpan;
    }

    private static bool IsPart(scoped ref Utf8JsonReader reader) =>
        DeconzJson.NameIs(ref reader, "state"u8) || DeconzJson.NameIs(ref reader, "config"u8) || DeconzJson.NameIs(ref reader, "capabilities"u8);
}
