using System.Security.Cryptography;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>
/// The bus events passed on whose second copy may come: the hub sends an event once per subscription that matches, byte for byte the
/// same and close together, under the id of its type and under the id of all types. Which of the two there are is told by what comes:
/// the hub's answers to a subscribe or unsubscribe may be late, or never come. Not thread-safe.
/// </summary>
internal sealed class HomeAssistantCopies
{
    /// <summary>How many events may come in between. The hub sends the copies one after the other.</summary>
    private const int Capacity = 32;

    /// <summary>Of longer events the hash is kept: so this is at most 2 MiB per hub.</summary>
    private const int MaxKept = 64 << 10;

    private readonly Copy[] _copies = new Copy[Capacity];
    private int _count;
    private int _next;
    private int _sinceExpected;

    public bool IsEmpty => _count == 0;

    /// <summary>True when this event came under the other id already, each time it did; else it is to be passed on.</summary>
    /// <param name="isExpected">Whether a second copy may still come, and this one is to be remembered.</param>
    public bool IsSecond(ReadOnlySpan<byte> eventJson, bool underAll, bool isExpected)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        scoped var kept = eventJson;
        if (eventJson.Length > MaxKept)
        {
            SHA256.HashData(eventJson, hash);
            kept = hash;
        }

        if (TryTake(kept, eventJson.Length, underAll))
        {
            return true;
        }

        if (isExpected)
        {
            _sinceExpected = 0;
            Keep(kept, eventJson.Length, underAll);
        }
        else if (++_sinceExpected >= Capacity)
        {
            // What is left has no second copy any more.
            Clear();
        }

        return false;
    }

    private bool TryTake(ReadOnlySpan<byte> kept, int length, bool underAll)
    {
        var left = _count;
        for (var i = 0; left > 0; i++)
        {
            ref var copy = ref _copies[i];
            if (!copy.IsUsed)
            {
                continue;
            }

            left--;
            if (copy.UnderAll != underAll && copy.Length == length && copy.Bytes.AsSpan(0, kept.Length).SequenceEqual(kept))
            {
                copy.IsUsed = false;
                _count--;
                _next = _count == 0 ? 0 : _next;
                return true;
            }
        }

        return false;
    }

    private void Keep(ReadOnlySpan<byte> kept, int length, bool underAll)
    {
        ref var copy = ref _copies[_next];
        _next = (_next + 1) % Capacity;
        _count += copy.IsUsed ? 0 : 1;
        if (copy.Bytes is null || copy.Bytes.Length < kept.Length)
        {
            copy.Bytes = GC.AllocateUninitializedArray<byte>(kept.Length);
        }

        kept.CopyTo(copy.Bytes);
        copy.Length = length;
        copy.UnderAll = underAll;
        copy.IsUsed = true;
    }

    private void Clear()
    {
        Array.Clear(_copies);
        _count = 0;
        _next = 0;
        _sinceExpected = 0;
    }

    private struct Copy
    {
        public byte[]? Bytes;
        public int Length;
        public bool UnderAll;
        public bool IsUsed;
    }
}
