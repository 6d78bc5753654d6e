using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Gateway.Commands;

namespace Gateway.Upstreams.Deconz;

/// <summary>A command in the gateway's own words, <c>PUT lights/3/state</c>, checked before it may go anywhere.</summary>
internal sealed record DeconzCommand
{
    private const int MaxPath = 256;

    private static readonly SearchValues<char> PathCharacters =
        SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ/:._~-");

    public required HttpMethod Method { get; init; }

    /// <summary>Below the key, without a leading slash.</summary>
    public required string Path { get; init; }

    /// <summary>A JSON object, or empty.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Sets values whatever they were before, so that it may be asked again where the gateway took nothing of it.</summary>
    public bool IsAbsolute { get; init; }

    public override string ToString() => $"{Method} {Path}";

    public static bool TryRead(Command command, [NotNullWhen(true)] out DeconzCommand? read, [NotNullWhen(false)] out CommandOutcome? refusal)
    {
        read = null;
        var space = command.Name.IndexOf(' ', StringComparison.Ordinal);
        var method = space < 0 ? command.Name : command.Name[..space];
        var path = space < 0 ? "" : command.Name[(space + 1)..].Trim();
        path = path.StartsWith('/') ? path[1..] : path;
        var fault = method is not ("GET" or "PUT" or "POST" or "DELETE")
            ? "The name of a deCONZ command is GET, PUT, POST or DELETE and a path below the API key, such as \"PUT lights/3/state\"."
            : FaultOfPath(path) ?? FaultOfArgs(method, command.Args.Span);
        refusal = fault is null ? null : CommandOutcome.Invalid(fault);
        if (fault is null)
        {
            var httpMethod = HttpMethod.Parse(method);
            read = new DeconzCommand
            {
                Method = httpMethod,
                Path = path,
                Body = method is "GET" ? default : command.Args,
                IsAbsolute = httpMethod == HttpMethod.Put && OnlySets(path, command.Args.Span),
            };
        }

        return fault is null;
    }

    private static string? FaultOfPath(string path)
    {
        if (path.Length is 0 or > MaxPath || path.AsSpan().ContainsAnyExcept(PathCharacters))
        {
            return $"The path below the API key has 1 to {MaxPath} of the characters a-z, A-Z, 0-9 and / : . _ ~ -, such as lights/3/state.";
        }

        return path.Split('/').Any(static segment => segment is "" or "." or "..")
            ? "The path has an empty segment, '.' or '..': write it as it is, such as lights/3/state."
            : null;
    }

    private static string? FaultOfArgs(string method, ReadOnlySpan<byte> args)
    {
        if (args.IsEmpty)
        {
            return null;
        }

        if (!DeconzJson.IsValid(args))
        {
            return "args is not JSON, or nested too deep.";
        }

        var isObject = args.TrimStart(" \t\r\n"u8) is [(byte)'{', ..];
        return (method, isObject) switch
        {
            ("GET", true) when args.Trim(" \t\r\n"u8).Length > 2 => "A GET has no args.",
            (_, false) => "args is the body of the request: a JSON object, such as {\"on\":true}.",
            _ => null,
        };
    }

    /// <summary>Lights and groups only, and only members that say what to be, not what to do.</summary>
    private static bool OnlySets(string path, ReadOnlySpan<byte> args)
    {
        if (path.Split('/') is not (["lights", _, "state"] or ["groups", _, "action"]) || args.IsEmpty)
        {
            return false;
        }

        var members = 0;
        var reader = DeconzJson.Reader(args);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isSetting = IsSetting(ref reader);
            reader.Read();
            if (!isSetting || reader.TokenType is JsonTokenType.String or JsonTokenType.Null)
            {
                // lift can also be told to stop, by a text.
                return false;
            }

            reader.Skip();
            members++;
        }

        return members > 0;
    }

    private static bool IsSetting(scoped ref Utf8JsonReader reader) =>
        DeconzJson.NameIs(ref reader, "on"u8) || DeconzJson.NameIs(ref reader, "bri"u8) || DeconzJson.NameIs(ref reader, "ct"u8) || DeconzJson.NameIs(ref reader, "hue"u8)
        || DeconzJson.NameIs(ref reader, "sat"u8) || DeconzJson.NameIs(ref reader, "xy"u8) || DeconzJson.NameIs(ref reader, "transitiontime"u8)
        || DeconzJson.NameIs(ref reader, "open"u8) || DeconzJson.NameIs(ref reader, "lift"u8) || DeconzJson.NameIs(ref reader, "tilt"u8);
}
