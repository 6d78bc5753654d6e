using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Gateway.Commands;
using Gateway.Configuration;

namespace Gateway.Upstreams.Pryv;

/// <summary>
/// Makes the message of a command, or says why there is none. Known or not, a method is passed on, but for those below: the
/// server drops a call of a wrong shape without a word, and closes the connection of all clients for a worse one.
/// </summary>
internal static class PryvCommands
{
    public const string Batch = "callBatch";

    private const string Logout = "auth.logout";

    /// <summary>The message of the legacy dialect for methods with a channel, whose id stands in it. Later servers of that dialect have no channels and take the id as the message's name.</summary>
    private const string LegacyMessage = "command";

    /// <summary>A client that called one of these would change what all others get, or end the hub's own access.</summary>
    private static readonly FrozenSet<string> Managed = FrozenSet.Create(StringComparer.Ordinal, "subscribe", "unsubscribe", Logout);

    private static readonly FrozenSet<string> Reserved = FrozenSet.Create(
        StringComparer.Ordinal, "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener");

    private static readonly SearchValues<char> MethodCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    /// <summary>Null when the command can be sent: <paramref name="message"/> and its <paramref name="args"/>, a JSON array.</summary>
    public static CommandOutcome? Prepare(Command command, PryvDialect dialect, out string message, out ReadOnlyMemory<byte> args)
    {
        var isInMessage = dialect == PryvDialect.Legacy && IsOfChannels(command.Name);
        message = isInMessage ? LegacyMessage : command.Name;
        args = default;
        var parameters = Parameters(command.Args);
        if (FaultOfName(command.Name, dialect) is { } fault || (fault = FaultOfParameters(command.Name, parameters.Span)) is not null)
        {
            return CommandOutcome.Invalid(fault);
        }

        args = isInMessage
            ? Join(Encoding.UTF8.GetBytes($$"""[{"id":"{{JsonEncodedText.Encode(command.Name)}}","params":"""), parameters.Span, "}]"u8)
            : Array(parameters.Span);
        return null;
    }

    /// <summary>Why a packet written by hand is not passed on; null when it may be.</summary>
    public static string? RefusalOfRaw(ReadOnlySpan<byte> packet, PryvDialect dialect)
    {
        if (dialect == PryvDialect.Legacy)
        {
            return RefusalOfLegacyRaw(packet);
        }

        if (!RawEvent.TryRead(packet, out var name, out var first))
        {
            return null;
        }

        return Managed.Contains(name) ? FaultOfName(name, dialect)
            : string.Equals(name, Batch, StringComparison.Ordinal) && !first.IsEmpty ? FaultOfParameters(name, first)
            : null;
    }

    /// <summary>The parameters as an event's one argument.</summary>
    public static byte[] Array(ReadOnlySpan<byte> parameters) => Join("["u8, parameters, "]"u8);

    /// <summary>The server fails on <c>null</c> and drops a call without parameters.</summary>
    private static ReadOnlyMemory<byte> Parameters(ReadOnlyMemory<byte> args)
    {
        var trimmed = args.Span.Trim(" \t\r\n"u8);
        return trimmed.IsEmpty || trimmed.SequenceEqual("null"u8) ? "{}"u8.ToArray() : args;
    }

    private static string? FaultOfName(string name, PryvDialect dialect)
    {
        if (Managed.Contains(name))
        {
            return string.Equals(name, Logout, StringComparison.Ordinal)
                ? $"'{name}' would end the session that all clients share, and may make its token worthless; the gateway does not pass it on. To be rid of the token, delete the access in the Pryv account and take it out of the hub's entry."
                : $"'{name}' concerns the connection that all clients share; the gateway does not pass it on. Use Subscribe and Unsubscribe for topics.";
        }

        var shown = ShownText.Cut(name);
        if (IsOfChannels(name))
        {
            return dialect == PryvDialect.Legacy
                ? null
                : $"'{shown}' is a method of the legacy protocol; this server has events.get, streams.create and the like, without channels.";
        }

        if (dialect == PryvDialect.Legacy && string.Equals(name, LegacyMessage, StringComparison.Ordinal))
        {
            return $"'{shown}' is the message that methods of the legacy protocol are sent in; give the method's own id: channels.get, {{channel}}.events.get, {{channel}}.folders.create and the like.";
        }

        return name.AsSpan().ContainsAnyExcept(MethodCharacters) || !char.IsAsciiLetter(name[0]) || Reserved.Contains(name)
            ? $"'{shown}' is no method id; those look like events.create."
            : null;
    }

    /// <summary><c>channels.get</c>, or <c>{channel}.events.get</c>: there a channel stands in front of the resource.</summary>
    private static bool IsOfChannels(string name)
    {
        var parts = name.Split('.');
        return parts is ["channels", { Length: > 0 }] || (parts is [{ Length: > 0 }, .., "events" or "folders", { Length: > 0 }] && parts.Length > 2);
    }

    private static string? FaultOfParameters(string name, ReadOnlySpan<byte> parameters)
    {
        try
        {
            var reader = new Utf8JsonReader(parameters);
            reader.Read();
            var wanted = string.Equals(name, Batch, StringComparison.Ordinal) ? JsonTokenType.StartArray : JsonTokenType.StartObject;
            if (reader.TokenType != wanted)
            {
                return wanted == JsonTokenType.StartArray
                    ? "'args' of callBatch is an array of calls, such as [{\"method\":\"events.get\",\"params\":{}}]."
                    : "'args' must be an object with the method's parameters, or be left out.";
            }

            return wanted == JsonTokenType.StartArray ? FaultOfBatch(ref reader) : FaultOfRest(ref reader);
        }
        catch (JsonException)
        {
            return "'args' is not JSON.";
        }
    }

    private static string? FaultOfRest(ref Utf8JsonReader reader)
    {
        reader.Skip();
        return reader.Read() ? "'args' is not JSON." : null;
    }

    private static string? FaultOfBatch(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isMethod = PryvJson.NameIs(ref reader, "method"u8);
                reader.Read();
                if (isMethod && reader.TokenType == JsonTokenType.String && PryvJson.Text(ref reader) is { } method && FaultOfCall(method) is { } fault)
                {
                    return fault;
                }

                reader.Skip();
            }
        }

        return reader.TokenType == JsonTokenType.EndArray && !reader.Read()
            ? null
            : "each call of a callBatch is an object, such as {\"method\":\"events.get\",\"params\":{}}.";
    }

    /// <summary>Only the calls of one batch are looked at, so that none may hide in another.</summary>
    private static string? FaultOfCall(string method) => Managed.Contains(method) ? FaultOfName(method, PryvDialect.Current)
        : string.Equals(method, Batch, StringComparison.Ordinal) ? "a callBatch within a callBatch would hide its calls; the gateway does not pass it on. Write them into the outer one."
        : null;

    /// <summary><c>5:::{"name":"command","args":[{"id":"auth.logout"}]}</c>: the event's name, or the id in it, or a method in a batch.</summary>
    private static string? RefusalOfLegacyRaw(ReadOnlySpan<byte> packet)
    {
        var start = packet.IndexOf((byte)'{');
        if (start < 0)
        {
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(packet[start..], PryvJson.Options);
            while (reader.Read())
            {
                var isNaming = reader.TokenType == JsonTokenType.PropertyName
                    && (PryvJson.NameIs(ref reader, "name"u8) || PryvJson.NameIs(ref reader, "id"u8) || PryvJson.NameIs(ref reader, "method"u8));
                if (isNaming && reader.Read() && reader.TokenType == JsonTokenType.String && PryvJson.Text(ref reader) is { } name && Managed.Contains(name))
                {
                    return FaultOfName(name, PryvDialect.Legacy);
                }
            }
        }
        catch (JsonException)
        {
            // The connection refuses it, and says why.
        }

        return null;
    }

    private static byte[] Join(ReadOnlySpan<byte> head, ReadOnlySpan<byte> middle, ReadOnlySpan<byte> tail)
    {
        var joined = new byte[head.Length + middle.Length + tail.Length];
        head.CopyTo(joined);
        middle.CopyTo(joined.AsSpan(head.Length));
        tail.CopyTo(joined.AsSpan(head.Length + middle.Length));
        return joined;
    }
}
