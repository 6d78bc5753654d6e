using System.Globalization;

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

    /// <summary><c>--record</c>: the folder into which every hub is recorded; null: none is.</summary>
    public string? RecordTo { get; private init; }

    /// <summary><c>--replay</c>: the folder whose recordings are played in place of the configured hubs; null: none is.</summary>
    public string? ReplayFrom { get; private init; }

    /// <summary><c>--replay-speed</c>: how many times faster than it happened; 0: as fast as possible. Default 1.</summary>
    public double ReplaySpeed { get; private init; } = 1;

    /// <summary>Nothing is read from the user's configuration and secrets.</summary>
    public bool IgnoresUser => IsDemo || ReplayFrom is not null;

    public static StartArguments Parse(IReadOnlyList<string> args)
    {
        var rest = args.Where(static argument => !IsDemoFlag(argument, out _)).ToList();
        return new StartArguments(args.Any(static argument => IsDemoFlag(argument, out var value) && value), [])
        {
            RecordTo = Take(rest, "--record"),
            ReplayFrom = Take(rest, "--replay"),
            ReplaySpeed = TakeSpeed(rest),
            Rest = [.. rest],
        };
    }

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

    /// <summary>An option without a value stays, and is named as a mistake.</summary>
    private static string? Take(List<string> args, string option)
    {
        var index = args.FindIndex(argument => string.Equals(argument, option, StringComparison.OrdinalIgnoreCase) || argument.StartsWith(option + "=", StringComparison.OrdinalIgnoreCase));
        if (index < 0)
        {
            return null;
        }

        var isJoined = args[index].Length > option.Length;
        var value = isJoined ? args[index][(option.Length + 1)..] : args.ElementAtOrDefault(index + 1);
        if (string.IsNullOrWhiteSpace(value) || (!isJoined && value.StartsWith('-')))
        {
            return null;
        }

        args.RemoveRange(index, isJoined ? 1 : 2);
        return value;
    }

    private static double TakeSpeed(List<string> args)
    {
        var before = args.ToArray();
        if (Take(args, "--replay-speed") is not { } text)
        {
            return 1;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var speed) && double.IsFinite(speed))
        {
            return speed;
        }

        args.Clear();
        args.AddRange(before);
        return 1;
    }
}
