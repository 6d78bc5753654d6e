using System.Buffers;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Gateway.Upstreams.Homey;

/// <summary>A command's name, read: either an HTTP request or an operation over the socket.</summary>
/// <param name="Method">Null for an operation.</param>
/// <param name="Target">The path with its query, or the URI that has the operation.</param>
/// <param name="Operation">Empty for a request.</param>
internal sealed record HomeyCommand(HttpMethod? Method, string Target, string Operation)
{
    private const string Root = "/api/";
    private const string Forms =
        "A command for a Homey is \"PUT /api/manager/devices/device/<id>/capability/onoff\" (GET, POST, PUT, DELETE; sent by HTTP) or \"<operation> homey:manager:<manager>\" (sent over the socket).";

    private static readonly SearchValues<char> OperationCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    private static readonly FrozenDictionary<string, HttpMethod> Methods =
        new[] { HttpMethod.Get, HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete }.ToFrozenDictionary(static method => method.Method, StringComparer.Ordinal);

    /// <summary>True with a command, or false with a refusal for the caller's eyes.</summary>
    public static bool TryRead(string name, [NotNullWhen(true)] out HomeyCommand? command, [NotNullWhen(false)] out string? refusal)
    {
        command = null;
        refusal = Forms;
        if (name.Split(' ') is not [var first, var target])
        {
            return false;
        }

        if (Methods.TryGetValue(first, out var method))
        {
            refusal = FaultOfPath(target);
            command = refusal is null ? new HomeyCommand(method, target, "") : null;
        }
        else if (!first.AsSpan().ContainsAnyExcept(OperationCharacters) && HomeyTopics.Plan(target).Plan is not null && !target.EndsWith('*'))
        {
            refusal = null;
            command = new HomeyCommand(null, target, first);
        }

        return command is not null;
    }

    /// <summary>The path is written into a request with the hub's credentials, so it must mean what it says and nothing else.</summary>
    private static string? FaultOfPath(string target)
    {
        var path = target.Split('?')[0];
        var plain = Uri.UnescapeDataString(path);
        if (!plain.StartsWith(Root, StringComparison.Ordinal))
        {
            return $"The path must start with {Root}: everything a Homey offers is below it.";
        }

        var isClean = !plain.AsSpan().ContainsAny('\\', '#', '?')
            && !plain.Contains("//", StringComparison.Ordinal)
            && !target.Any(char.IsControl)
            && !plain.Any(char.IsControl)
            && !target.Contains('#', StringComparison.Ordinal)
            && !plain.Split('/').Any(static segment => segment is "." or "..");
        return isClean ? null : "The path must be plain: without '..', '//', backslash, '#' or control characters, encoded ones included.";
    }
}
