using System.Text;

namespace Gateway.Stress.Fuzzing;

/// <summary>A reader of bytes that come from outside.</summary>
/// <param name="Name">What <c>--only</c> names.</param>
/// <param name="Feed">Gives it one input; true: it was accepted. Its documented refusals are no exception here any more.</param>
/// <param name="Seeds">Inputs that mutations begin with.</param>
internal sealed record FuzzCodec(string Name, Func<byte[], bool> Feed, IReadOnlyList<byte[]> Seeds)
{
    /// <summary>So many inputs are taken by the same state, where the codec has any; a replay begins where its input's state did.</summary>
    public const int Batch = 64;

    /// <summary>Makes the state anew.</summary>
    public Action Reset { get; init; } = static () => { };

    /// <summary>What one input may allocate, its checks with it: so much, and so much more for each of its bytes.</summary>
    public long MaxBytes { get; init; } = 64 << 10;

    public int MaxBytesPerByte { get; init; } = 64;

    /// <summary>Longer inputs cannot come: whoever calls it has a limit. A longer one is cut.</summary>
    public int Longest { get; init; } = int.MaxValue;

    /// <summary>What stands around a monster, so that it is not refused for its first letter.</summary>
    public (string Before, string After) Around { get; init; } = ("", "");

    public static FuzzCodec Of(string name, Func<byte[], bool> feed, params IEnumerable<string> seeds) =>
        new(name, feed, [.. seeds.Select(Encoding.UTF8.GetBytes)]);
}
