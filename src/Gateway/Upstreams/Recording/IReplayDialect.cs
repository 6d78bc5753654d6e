namespace Gateway.Upstreams.Recording;

/// <summary>What a replay knows of a protocol: which messages answer which requests, and what keeps a session alive.</summary>
internal interface IReplayDialect
{
    /// <summary>Whether what comes by itself only rings, so that the gateway must have time to ask before it rings again.</summary>
    bool IsDoorbell { get; }

    /// <summary>How often the hub says by itself that it lives; null: never.</summary>
    TimeSpan? Heartbeat { get; }

    /// <summary>What it says then.</summary>
    byte[] HeartbeatMessage { get; }

    /// <summary>What a recorded message of the hub consists of. Signs of life are left out.</summary>
    IEnumerable<ReplayPart> Split(ReplayFrame frame);

    /// <summary>The request in what the gateway sent, or once sent; null: it wants no answer.</summary>
    ReplayRequest? RequestOf(string text);

    /// <summary>The same message for a request that has another id now.</summary>
    byte[] Readdress(byte[] message, string id);

    /// <summary>The answer to something that needs no recording; null: there is none.</summary>
    byte[]? AnswerOf(string text);

    /// <summary>What a request hears that was not recorded; null: nothing.</summary>
    byte[]? Refuse(ReplayRequest request);
}

/// <summary>One message of the hub.</summary>
/// <param name="Bytes">As it was.</param>
/// <param name="IsText">Text, or binary.</param>
/// <param name="Answers">The id of the request without which it would not have come; null: it came by itself.</param>
internal sealed record ReplayPart(byte[] Bytes, bool IsText, string? Answers = null);

/// <summary>A request.</summary>
/// <param name="Id">What its answers carry.</param>
/// <param name="Shape">The request without its id: equal ones get equal answers.</param>
/// <param name="Name">What else may stand for it where its content is of the moment; null: only the same content.</param>
/// <param name="MayRepeat">Whether asking once more than was recorded plays the answers again.</param>
internal sealed record ReplayRequest(string Id, string Shape, string? Name = null, bool MayRepeat = false);
