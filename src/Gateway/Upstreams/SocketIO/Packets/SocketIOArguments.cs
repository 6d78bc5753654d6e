using System.Text.Json;
using Gateway.Events;

namespace Gateway.Upstreams.SocketIO.Packets;

/// <summary>
/// The name and the arguments of an event, as slices of its JSON. One pass of the JSON reader finds them and validates all of it,
/// so whatever comes out is well formed.
/// </summary>
internal readonly ref struct SocketIOArguments
{
    /// <summary>The name's JSON token: a string with its quotes, or a number.</summary>
    public ReadOnlySpan<byte> NameToken { get; private init; }

    public int Count { get; private init; }

    /// <summary>The first argument's JSON.</summary>
    public ReadOnlySpan<byte> First { get; private init; }

    /// <summary>The arguments after the first.</summary>
    public ReadOnlySpan<byte> Rest { get; private init; }

    /// <summary>All arguments, separated by commas.</summary>
    public ReadOnlySpan<byte> All { get; private init; }

    /// <summary>Reads <c>["name",…]</c>.</summary>
    /// <exception cref="SocketIOFormatException">It is not that.</exception>
    public static SocketIOArguments ReadEvent(ReadOnlySpan<byte> json)
    {
        var arguments = Read(json, hasName: true);
        return arguments.NameToken.IsEmpty ? throw new SocketIOFormatException("an event has no name") : arguments;
    }

    /// <summary>Reads <c>[…]</c>.</summary>
    /// <exception cref="SocketIOFormatException">It is not that.</exception>
    public static SocketIOArguments ReadList(ReadOnlySpan<byte> json) => Read(json, hasName: false);

    /// <summary>Whether the name is not in the token as it is.</summary>
    public readonly bool IsNameEscaped => NameToken[0] == '"' && NameToken.Contains((byte)'\\');

    /// <summary>The name as UTF-8, where it is not escaped.</summary>
    public readonly ReadOnlySpan<byte> PlainName => NameToken[0] == '"' ? NameToken[1..^1] : NameToken;

    /// <summary>The name as UTF-8, where it is escaped.</summary>
    /// <param name="scratch">At least as long as the token.</param>
    /// <exception cref="SocketIOFormatException">It is half a character.</exception>
    public readonly ReadOnlySpan<byte> UnescapeName(Span<byte> scratch)
    {
        var reader = new Utf8JsonReader(NameToken);
        reader.Read();
        try
        {
            return scratch[..reader.CopyString(scratch)];
        }
        catch (InvalidOperationException exception)
        {
            throw new SocketIOFormatException("an event's name is no text", exception);
        }
    }

    private static SocketIOArguments Read(ReadOnlySpan<byte> json, bool hasName)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = HubEvent.MaxDepth });
        try
        {
            return Read(json, ref reader, hasName);
        }
        catch (JsonException exception)
        {
            throw new SocketIOFormatException("a packet's JSON is broken", exception);
        }
    }

    private static SocketIOArguments Read(ReadOnlySpan<byte> json, scoped ref Utf8JsonReader reader, bool hasName)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            throw new SocketIOFormatException("a packet's arguments are no list");
        }

        ReadOnlySpan<byte> name = default;
        if (hasName && reader.Read() && reader.TokenType is JsonTokenType.String or JsonTokenType.Number)
        {
            name = json[(int)reader.TokenStartIndex..(int)reader.BytesConsumed];
        }
        else if (hasName)
        {
            return default;
        }

        var count = 0;
        var (first, firstEnd, second, end) = (0, 0, 0, 0);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var from = (int)reader.TokenStartIndex;
            reader.Skip();
            end = (int)reader.BytesConsumed;
            (first, firstEnd) = count == 0 ? (from, end) : (first, firstEnd);
            second = count == 1 ? from : second;
            count++;
        }

        // Whatever follows the list: only white space is allowed.
        while (reader.Read())
        {
        }

        return new SocketIOArguments
        {
            NameToken = name,
            Count = count,
            First = json[first..firstEnd],
            Rest = count > 1 ? json[second..end] : default,
            All = json[first..end],
        };
    }
}
