using Gateway.DemoHubs.SocketIO;

namespace Gateway.DemoHubs.Pryv;

/// <summary>A Pryv account on one server.</summary>
public sealed record DiaryDemoHubOptions : SocketIODemoHubOptions
{
    /// <summary>Whose diary it is; lower case.</summary>
    public string User { get; init; } = "mathurin";

    /// <summary>What the server says of itself.</summary>
    public string ApiVersion { get; init; } = "2.0.0-pre.4";

    /// <summary>Whether the server knows scoped notifications; older ones do not.</summary>
    public bool HasScopes { get; init; } = true;

    /// <summary>More events in one answer are refused with <c>too-many-results</c>.</summary>
    public int MaxResults { get; init; } = 100_000;

    // The record's own text would show the token.
    public override string ToString() => $"{nameof(DiaryDemoHubOptions)} {User}";
}
