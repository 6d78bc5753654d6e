using System.Numerics;

namespace Gateway.Benchmarks.FanOut.Load;

/// <summary>Counts microseconds in fixed buckets, each at most 3 % wide; allocates nothing per value.</summary>
internal sealed class Histogram
{
    private const int Sub = 32;
    private readonly long[] _buckets = new long[Sub * 40];

    public long Count { get; private set; }

    public void Add(long micros)
    {
        var value = Math.Max(0, micros);
        var shift = Math.Max(0, BitOperations.Log2((ulong)value) - 5);
        _buckets[(shift * Sub) + (int)(value >> shift)]++;
        Count++;
    }

    public void Clear()
    {
        Array.Clear(_buckets);
        Count = 0;
    }

    /// <summary>The microseconds that this share of the values did not exceed; the upper edge of its bucket.</summary>
    public double Percentile(double share)
    {
        var left = (long)Math.Ceiling(Count * share);
        for (var index = 0; index < _buckets.Length; index++)
        {
            left -= _buckets[index];
            if (left <= 0)
            {
                return Edge(index);
            }
        }

        return double.NaN;
    }

    private static double Edge(int index)
    {
        var shift = index < 2 * Sub ? 0 : (index / Sub) - 1;
        return (((long)index - (shift * Sub) + 1) << shift) - 1;
    }
}
