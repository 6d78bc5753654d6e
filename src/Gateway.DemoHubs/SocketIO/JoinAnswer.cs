using Gateway.DemoHubs.Wire;

namespace Gateway.DemoHubs.SocketIO;

/// <summary>Whether a client may enter a namespace.</summary>
internal sealed record JoinAnswer
{
    private JoinAnswer()
    {
    }

    public static JoinAnswer Accepted { get; } = new();

    public static JoinAnswer UnknownNamespace { get; } = Refused("Invalid namespace");

    /// <summary>Null when accepted.</summary>
    public string? Message { get; private init; }

    /// <summary>JSON of the error's <c>data</c>; null when it has none.</summary>
    public string? Data { get; private init; }

    public static JoinAnswer Refused(string message, string? data = null) => new() { Message = message, Data = data };

    /// <summary>EIO3: the data or else the bare text, but from 4.x an object for an unknown namespace. EIO4: both in one object.</summary>
    public string ToJson(int revision, bool isLenient)
    {
        var message = WireJson.Quote(Message);
        if (revision == 3 && (isLenient || this != UnknownNamespace))
            return Data is null or "null" ? message : Data;
        return Data is null ? $$"""{"message":{{message}}}""" : $$"""{"message":{{message}},"data":{{Data}}}""";
    }
}
