namespace Gateway.Configuration;

/// <summary>
/// The gateway's own arguments, taken out before the framework reads the rest: its reader would take the option after a bare
/// flag for the flag's value.
/// </summary>
/// <param name="IsDemo">Whether <c>--demo</c> was given.</param>
/// <param name="Rest">Everything else, in order.</param>
internal sealed record StartArguments(bool IsDemo, string[] Rest)
{
    private const string DemoFlag = "--demo";

    public static StartArguments Parse(IReadOnlyList<string> args) => new(
        args.Any(static argument => IsDemoFlag(argument, out var value) && value),
        [.. args.Where(static argument => !IsDemoFlag(argument, out _))]);

    private static bool IsDemoFlag(string argument, out bool value)
    {
        value = true;
        if (string.Equals(argument, DemoFlag, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        return argument.StartsWith(DemoFlag + "=", StringComparison.OrdinalIgnoreCase)
            && bool.TryParse(argument.AsSpan(DemoFlag.Length + 1), out value);
    }
}
