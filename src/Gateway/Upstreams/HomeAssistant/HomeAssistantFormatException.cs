namespace Gateway.Upstreams.HomeAssistant;

/// <summary>The hub sent something that is not JSON. The text names the fault and its place and never quotes the payload.</summary>
internal sealed class HomeAssistantFormatException(string fault, long offset)
    : FormatException($"{fault} at byte {offset}")
{
    public string Fault { get; } = fault;

    /// <summary>Bytes from the start of what was read, counted from 0.</summary>
    public long Offset { get; } = offset;
}
