using System.Globalization;

namespace Gateway.Stress;

/// <summary>How a run was asked for.</summary>
/// <param name="Seed">What its chances come from: equal seeds make equal choices. Default: a new one, printed.</param>
/// <param name="Duration">How long it goes on; null: the run's own default.</param>
/// <param name="Rest">What only one run knows, as <c>--name value</c>.</param>
internal sealed record RunOptions(int Seed, TimeSpan? Duration, IReadOnlyDictionary<string, string> Rest)
{
    /// <summary>Reads <c>--seed N --minutes M --seconds S --name value</c>; null with a fault when it is none of that.</summary>
    public static RunOptions? Parse(IReadOnlyList<string> args, out string? fault)
    {
        var rest = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var index = 0; index < args.Count; index += 2)
        {
            if (!args[index].StartsWith("--", StringComparison.Ordinal) || index + 1 == args.Count)
            {
                fault = $"'{args[index]}' is no option with a value, such as --seed 7.";
                return null;
            }

            rest[args[index][2..]] = args[index + 1];
        }

        fault = null;
        var seed = Take("seed") is { } text ? (int?)Number(text, ref fault) : Random.Shared.Next(1, 1_000_000);
        var seconds = (Take("minutes") is { } minutes ? Number(minutes, ref fault) * 60 : 0) + (Take("seconds") is { } few ? Number(few, ref fault) : 0);
        return fault is null ? new RunOptions(seed!.Value, seconds > 0 ? TimeSpan.FromSeconds(seconds) : null, rest) : null;

        string? Take(string name) => rest.Remove(name, out var value) ? value : null;
    }

    /// <summary>A number that only one run knows; the run's default where it was not given.</summary>
    public int Number(string name, int fallback)
    {
        string? fault = null;
        return Rest.TryGetValue(name, out var text) && Number(text, ref fault) is var number && fault is null ? (int)number : fallback;
    }

    private static double Number(string text, ref string? fault)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 0)
        {
            return number;
        }

        fault = $"'{text}' is no number from 0.";
        return 0;
    }
}
