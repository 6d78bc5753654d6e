using System.Text.Json;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Upstreams.Homey;

/// <summary>
/// An event as the hub sends it (Homey, Socket.IO 2): the wire's event name is the URI, the arguments are the event's own name,
/// its data, and sometimes more. Valid as long as what it was read from.
/// </summary>
internal readonly ref struct HomeyEvent
{
    public required ReadOnlySpan<byte> Uri { get; init; }

    /// <summary>The first argument, unescaped UTF-8.</summary>
    public required ReadOnlySpan<byte> Name { get; init; }

    /// <summary>The second argument's JSON, <c>null</c> where there is none.</summary>
    public required ReadOnlySpan<byte> Data { get; init; }

    /// <summary>A JSON array of the arguments after that; empty where there are none.</summary>
    public ReadOnlySpan<byte> More { get; init; }

    /// <summary>False when the first argument is no name.</summary>
    public static bool TryRead(in SocketIOEvent received, out HomeyEvent read)
    {
        var name = HomeyJson.TextOf(received.First);
        if (name.IsEmpty)
        {
            read = default;
            return false;
        }

        var rest = received.Rest;
        if (rest.IsEmpty)
        {
            read = new HomeyEvent { Uri = received.Name, Name = name, Data = "null"u8 };
            return true;
        }

        var reader = new Utf8JsonReader(rest);
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        var end = (int)reader.BytesConsumed;
        read = new HomeyEvent { Uri = received.Name, Name = name, Data = rest[start..end], More = received.Count > 2 ? Bracket(rest[end..]) : default };
        return true;
    }

    /// <summary>What follows the data begins with the comma that parts them.</summary>
    private static byte[] Bracket(ReadOnlySpan<byte> rest) => [(byte)'[', .. rest[(rest.IndexOf((byte)',') + 1)..], (byte)']'];
}
