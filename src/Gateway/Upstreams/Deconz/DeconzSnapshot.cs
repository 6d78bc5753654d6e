using System.Text.Json;

namespace Gateway.Upstreams.Deconz;

/// <summary>The gateway's whole state, the answer to <c>GET /api/&lt;key&gt;</c>.</summary>
internal static class DeconzSnapshot
{
    /// <summary>Whether it is JSON of the expected kind, so that taking it in cannot fail half-way.</summary>
    public static bool IsGood(ReadOnlySpan<byte> json)
    {
        if (!DeconzJson.IsValid(json))
        {
            return false;
        }

        var reader = DeconzJson.Reader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        var sections = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            sections += KindOf(ref reader).IsEmpty ? 0 : 1;
            reader.Skip();
        }

        return sections > 0;
    }

    /// <summary>Whether the section is there: not every version lists alarm systems with the rest.</summary>
    public static bool Has(ReadOnlySpan<byte> json, ReadOnlySpan<byte> section)
    {
        var reader = DeconzJson.Reader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (DeconzJson.NameIs(ref reader, section))
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    /// <summary>The gateway's own clock when it made the state; null where it does not say.</summary>
    public static DateTimeOffset? TimeOf(ReadOnlySpan<byte> json)
    {
        var reader = DeconzJson.Reader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (DeconzJson.NameIs(ref reader, "config"u8))
            {
                return DeconzPress.TimeOf(DeconzJson.Text(DeconzJson.ReadValue(ref reader, json), "UTC"u8));
            }

            reader.Skip();
        }

        return null;
    }

    /// <summary>The state with one more section.</summary>
    public static byte[] With(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> section) =>
        [.. json.TrimEnd(" \t\r\n"u8)[..^1], .. ",\""u8, .. name, .. "\":"u8, .. section, (byte)'}'];

    /// <summary>The kind of things in a section; empty for sections without values.</summary>
    public static ReadOnlySpan<byte> KindOf(scoped ref Utf8JsonReader reader) =>
        DeconzJson.NameIs(ref reader, "lights"u8) ? "lights"u8
        : DeconzJson.NameIs(ref reader, "sensors"u8) ? "sensors"u8
        : DeconzJson.NameIs(ref reader, "groups"u8) ? "groups"u8
        : DeconzJson.NameIs(ref reader, "alarmsystems"u8) ? "alarmsystems"u8
        : default;
}
