using System.Runtime.InteropServices;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>Where the parts of a written state object end; what stands between them is fixed.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct HomeAssistantStateLayout(int IdEnd, int StateEnd, int AttributesEnd, int LastChangedEnd, int LastUpdatedEnd)
{
    public static ReadOnlySpan<byte> BeforeId => "{\"entity_id\":"u8;

    public static ReadOnlySpan<byte> BeforeState => ",\"state\":"u8;

    public static ReadOnlySpan<byte> BeforeAttributes => ",\"attributes\":"u8;

    public static ReadOnlySpan<byte> BeforeLastChanged => ",\"last_changed\":"u8;

    public static ReadOnlySpan<byte> BeforeLastUpdated => ",\"last_updated\":"u8;

    public static ReadOnlySpan<byte> BeforeContext => ",\"context\":"u8;

    public static ReadOnlySpan<byte> AfterContext => "}"u8;

    public ReadOnlySpan<byte> QuotedId(ReadOnlySpan<byte> state) => state[BeforeId.Length..IdEnd];

    public ReadOnlySpan<byte> State(ReadOnlySpan<byte> state) => state[(IdEnd + BeforeState.Length)..StateEnd];

    public ReadOnlySpan<byte> Attributes(ReadOnlySpan<byte> state) => state[(StateEnd + BeforeAttributes.Length)..AttributesEnd];

    public ReadOnlySpan<byte> LastChanged(ReadOnlySpan<byte> state) => state[(AttributesEnd + BeforeLastChanged.Length)..LastChangedEnd];

    public ReadOnlySpan<byte> LastUpdated(ReadOnlySpan<byte> state) => state[(LastChangedEnd + BeforeLastUpdated.Length)..LastUpdatedEnd];

    public ReadOnlySpan<byte> Context(ReadOnlySpan<byte> state) => state[(LastUpdatedEnd + BeforeContext.Length)..^AfterContext.Length];
}
