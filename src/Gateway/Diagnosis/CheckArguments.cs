namespace Gateway.Diagnosis;

/// <summary>The command line of <c>check [hub] [--json] …</c>.</summary>
/// <param name="Hub">The one hub to look at; null: all that are enabled.</param>
/// <param name="IsJson">Whether the answer is to be JSON.</param>
/// <param name="Rest">What is left: options of the program's start, which say where the configuration is.</param>
internal sealed record CheckArguments(string? Hub, bool IsJson, string[] Rest)
{
    private const string Json = "--json";

    /// <summary>Null when the command was not asked for.</summary>
    public static CheckArguments? Read(string[] args)
    {
        if (args is not ["check", .. var rest])
        {
            return null;
        }

        var isJson = rest.Contains(Json, StringComparer.OrdinalIgnoreCase);
        string[] others = [.. rest.Where(static argument => !string.Equals(argument, Json, StringComparison.OrdinalIgnoreCase))];
        return others is [var hub, .. var start] && !hub.StartsWith('-') && !hub.StartsWith('/') && !hub.Contains('=', StringComparison.Ordinal)
            ? new CheckArguments(hub, isJson, start)
            : new CheckArguments(null, isJson, others);
    }
}
