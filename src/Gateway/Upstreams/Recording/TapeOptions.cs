namespace Gateway.Upstreams.Recording;

/// <summary>What <c>--record</c> and <c>--replay</c> ask for.</summary>
/// <param name="RecordTo">The folder of recordings to be made; null: none is made.</param>
/// <param name="Tapes">The recordings to be played, by hub; null: none is played.</param>
/// <param name="Speed">How many times faster than it happened; 0: as fast as possible.</param>
internal sealed record TapeOptions(string? RecordTo = null, IReadOnlyDictionary<string, ReplayTape>? Tapes = null, double Speed = 1)
{
    public static string FileOf(string folder, string hub) => Path.Combine(folder, $"{hub}.jsonl");
}
