using System.Buffers;

namespace Gateway.Api;

/// <summary>Idempotency keys as clients give them.</summary>
internal static class CommandKeys
{
    public const string Header = "Idempotency-Key";
    public const string ReplayedHeader = "Idempotent-Replayed";

    private const int MaxLength = 128;

    private static readonly SearchValues<char> Visible =
        SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(static code => (char)code)]);

    /// <summary>The key in a request's header; null where there is none.</summary>
    /// <exception cref="BadRequestException">It is none, or there are several.</exception>
    public static string? Read(HttpRequest request) =>
        request.Headers.TryGetValue(Header, out var values) ? Check(Header, values.Count == 1 ? values[0] : null) : null;

    /// <exception cref="BadRequestException">It is none.</exception>
    public static string Check(string name, string? key) =>
        key is { Length: > 0 and <= MaxLength } && !key.AsSpan().ContainsAnyExcept(Visible)
            ? key
            : throw new BadRequestException($"'{name}' must be one key of 1 to {MaxLength} visible ASCII characters without spaces, such as a UUID.");
}
