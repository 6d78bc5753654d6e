using System.Runtime.InteropServices;
using System.Text.Json;
using Gateway.Commands;
using Gateway.Events;

namespace Gateway.Api;

/// <summary>What is wrong with a client's request: the member, the fault and the cure.</summary>
internal sealed class BadRequestException(string message) : Exception(message);

/// <summary>Reads the members of a client's JSON request, SignalR and REST alike.</summary>
internal readonly ref struct RequestReader
{
    private const int MaxTopicLength = 16 * 1024;
    private const int DefaultConfirmMs = 5_000;
    private const int MaxConfirmMs = 300_000;
    private const string NoText = "is no text: encode it as UTF-8, without half of a surrogate pair";
    private readonly JsonElement _request;

    /// <exception cref="BadRequestException">It is no JSON object.</exception>
    public RequestReader(JsonElement request)
    {
        _request = request.ValueKind == JsonValueKind.Object
            ? request
            : throw new BadRequestException($"The request must be one JSON object, not {Describe(request.ValueKind)}.");
    }

    /// <summary>A text that must be there.</summary>
    public string Text(string name) => OptionalText(name) ?? throw new BadRequestException($"'{name}' is missing; it is a text.");

    public string? OptionalText(string name)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String
            ? Decode(value, name)
            : throw new BadRequestException($"'{name}' must be a text, not {Describe(value.ValueKind)}.");
    }

    public IReadOnlyList<string> Topics()
    {
        if (!TryGet("topics", out var value) || value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
        {
            throw new BadRequestException("'topics' must be an array of at least one topic, for example [\"entities/*\"].");
        }

        var topics = new List<string>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
        {
            // A JSON topic may be given as the object it is.
            var topic = item.ValueKind switch
            {
                JsonValueKind.String or JsonValueKind.Object => Decode(item, "topics"),
                _ => throw new BadRequestException($"'topics' must hold texts, not {Describe(item.ValueKind)}."),
            };
            topics.Add(topic.Length <= MaxTopicLength ? topic : throw new BadRequestException($"A topic is longer than {MaxTopicLength} characters."));
        }

        return topics;
    }

    public Cursor? Cursor()
    {
        var text = OptionalText("cursor");
        if (text is null)
        {
            return null;
        }

        return Events.Cursor.TryParse(text, out var cursor)
            ? cursor
            : throw new BadRequestException("'cursor' is not a cursor; give back the newest one you were sent, or leave it out.");
    }

    /// <summary>The shortest time between two events of one topic; zero when the client wants all of them.</summary>
    public TimeSpan MinInterval()
    {
        if (!TryGet("maxRate", out var value))
        {
            return TimeSpan.Zero;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var perSecond) && perSecond is >= 0.001 and <= 1000
            ? TimeSpan.FromSeconds(1 / perSecond)
            : throw new BadRequestException("'maxRate' is the highest number of events per second and topic, from 0.001 to 1000; leave it out for all of them.");
    }

    public Command Command(string hub) => new(hub, Text("name"), Args())
    {
        Timeout = Number("timeoutMs") is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
        ExpiresAt = Time("expiresAt"),
        Wait = Flag("wait", fallback: true),
        IdempotencyKey = OptionalText("idempotencyKey") is { } key ? CommandKeys.Check("idempotencyKey", key) : null,
    };

    /// <summary>What is to confirm a command; null: nothing.</summary>
    public ConfirmRequest? Confirm()
    {
        if (!TryGet("confirm", out var value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            throw new BadRequestException($"'confirm' must be an object such as {{\"topic\":\"entities/light.hall\",\"timeoutMs\":5000}}, not {Describe(value.ValueKind)}.");
        }

        // A JSON topic may be given as the object it is.
        var confirm = new RequestReader(value);
        var topic = confirm.TryGet("topic", out var asked) && asked.ValueKind == JsonValueKind.Object ? Decode(asked, "topic") : confirm.Text("topic");
        var timeout = confirm.Number("timeoutMs") ?? DefaultConfirmMs;
        if (topic.Length > MaxTopicLength)
        {
            throw new BadRequestException($"A topic is longer than {MaxTopicLength} characters.");
        }

        return timeout is >= 1 and <= MaxConfirmMs
            ? new ConfirmRequest(topic, TimeSpan.FromMilliseconds(timeout))
            : throw new BadRequestException($"'confirm.timeoutMs' must be between 1 and {MaxConfirmMs}.");
    }

    private ReadOnlyMemory<byte> Args() =>
        TryGet("args", out var args) ? JsonMarshal.GetRawUtf8Value(args).ToArray() : default;

    private int? Number(string name)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : throw new BadRequestException($"'{name}' must be a whole number.");
    }

    private bool Flag(string name, bool fallback)
    {
        if (!TryGet(name, out var value))
        {
            return fallback;
        }

        return value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw new BadRequestException($"'{name}' must be true or false.");
    }

    private DateTimeOffset? Time(string name)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        // Without an offset it would be read in this machine's time zone, which is not the client's.
        return value.ValueKind == JsonValueKind.String && Decode(value, name) is { Length: > 0 } text && HasOffset(text) && value.TryGetDateTimeOffset(out var time)
            ? time
            : throw new BadRequestException($"'{name}' must be a time with its offset, such as \"2026-11-21T12:00:00Z\".");
    }

    private static bool HasOffset(string time) =>
        time.EndsWith('Z') || (time.IndexOf('T', StringComparison.Ordinal) is > 0 and var at && time.AsSpan(at).ContainsAny('+', '-'));

    /// <summary>A member that is null counts as absent, as JavaScript clients expect.</summary>
    private bool TryGet(string name, out JsonElement value)
    {
        try
        {
            return _request.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
        }
        catch (InvalidOperationException)
        {
            throw new BadRequestException($"A member's name {NoText}.");
        }
    }

    // A parsed document may hold bytes and escapes that are no text; it tells only when they are read.
    private static string Decode(JsonElement value, string name)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        }
        catch (InvalidOperationException)
        {
            throw new BadRequestException($"'{name}' {NoText}.");
        }
    }

    private static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "nothing",
    };
}
