namespace Gateway.Upstreams.Recording;

internal static class ReplayWords
{
    /// <summary>What a request hears that was not recorded.</summary>
    public const string Missing = "This is a replay, and such a request is not in the recording.";
}
