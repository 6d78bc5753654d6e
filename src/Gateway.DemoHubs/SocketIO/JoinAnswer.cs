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

    /// <summary>2.x sends the data or else the bare text, 4.x to an EIO3 client the data or else an object, to others both in one object.</summary>
    public string ToJson(int revision, bool isLenient)
    {
        var message = WireJson.Quote(Message);
        if (revision == 3 && Data is not null and not "null")
            return Data;
        if (isLenient)
            return message;
        return Data is null ? $$"""{"message":{{message}}}""" : $$"""{"message":{{message}},"data":{{Data}}}""";
    }
}
