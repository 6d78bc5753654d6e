namespace Gateway.Upstreams.Recording;

internal static class ReplayWords
{
    /// <summary>What a request hears that was not recorded.</summary>
    public const string Missing = "This is a replay, and such a request is not in the recording.";

    /// <summary>The same as the body of an HTTP answer, as hubs of the kind say no.</summary>
    public static string MissingOf(string? kind) => kind switch
    {
        nameof(UpstreamKind.Deconz) => $$"""[{"error":{"type":3,"address":"/","description":"{{Missing}}"} }]""",
        nameof(UpstreamKind.Pryv) => $$"""{"error":{"id":"not-recorded","message":"{{Missing}}"} }""",
        nameof(UpstreamKind.Homey) => $$"""{"error":"not_recorded","error_description":"{{Missing}}"}""",
        _ => $$"""{"message":"{{Missing}}"}""",
    };
}
