using System.Text.Json;

namespace Gateway.Upstreams.Deconz;

/// <summary>Which part of a thing its members belong to.</summary>
internal enum DeconzPart
{
    Attributes,
    State,
    Config,
    Capabilities,
}

/// <summary>What the gateway's members mean for values and differences.</summary>
internal static class DeconzRules
{
    /// <summary>Never part of a value: ids stand beside it, an ETag changes with everything, and a press is no state.</summary>
    public static bool IsLeftOut(scoped ref Utf8JsonReader reader, DeconzPart part) => part switch
    {
        DeconzPart.Attributes => DeconzJson.NameIs(ref reader, "id"u8) || DeconzJson.NameIs(ref reader, "uniqueid"u8) || DeconzJson.NameIs(ref reader, "etag"u8),
        DeconzPart.State => DeconzJson.NameIs(ref reader, "buttonevent"u8),
        _ => false,
    };

    /// <summary>Times that change all the while: part of the value, but no difference by themselves.</summary>
    public static bool IsFleeting(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("lastseen"u8) || name.SequenceEqual("lastannounced"u8) || name.SequenceEqual("lastupdated"u8);
}
