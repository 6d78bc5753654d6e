using System.Globalization;

namespace Gateway.Benchmarks.FanOut;

/// <summary>The command line: client counts, and <c>name=value</c> for the rest.</summary>
internal sealed record FanOutOptions(IReadOnlyList<int> Clients, IReadOnlyList<string> Only, int? Rounds, double? Seconds)
{
    public bool IsWhole => Only.Count == 0;

    public static FanOutOptions Parse(string[] args)
    {
        string? Value(string name) => args.FirstOrDefault(arg => arg.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];
        var clients = args.Where(static arg => !arg.Contains('=', StringComparison.Ordinal)).Select(static arg => int.Parse(arg, CultureInfo.InvariantCulture)).ToArray();
        return new FanOutOptions(
            clients.Length > 0 ? clients : [200, 1_000, 5_000],
            Value("only")?.Split(',') ?? [],
            Value("rounds") is { } rounds ? int.Parse(rounds, CultureInfo.InvariantCulture) : null,
            Value("seconds") is { } seconds ? double.Parse(seconds, CultureInfo.InvariantCulture) : null);
    }

    public double SecondsOr(double normal) => Seconds ?? normal;

    /// <summary>Five rounds; three where they are long.</summary>
    public int RoundsFor(int clients) => Rounds ?? (clients >= 5_000 ? 3 : 5);
}
