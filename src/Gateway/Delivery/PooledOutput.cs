using System.Buffers;

namespace Gateway.Delivery;

/// <summary>
/// Gathers what goes out as one write, in memory that is rented only from the first byte to the write's end: most clients idle most
/// of the time, and thousands of them must not hold a buffer each.
/// </summary>
/// <param name="headroom">Bytes kept free before what is written, for a head whose length is known only then.</param>
internal sealed class PooledOutput(int headroom) : IBufferWriter<byte>
{
    private const int FirstRoom = 2 * 1024;

    private byte[]? _buffer;

    /// <summary>Bytes gathered, without the headroom.</summary>
    public int Count { get; private set; }

    /// <summary>The headroom and what was gathered.</summary>
    public Memory<byte> Whole => _buffer.AsMemory(0, _buffer is null ? 0 : headroom + Count);

    public void Advance(int count) => Count += count;

    public Memory<byte> GetMemory(int sizeHint = 0) => Room(sizeHint).AsMemory(headroom + Count);

    public Span<byte> GetSpan(int sizeHint = 0) => Room(sizeHint).AsSpan(headroom + Count);

    /// <summary>Gives the memory back, once nobody reads from it any more.</summary>
    public void Return()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            Count = 0;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private byte[] Room(int sizeHint)
    {
        var needed = checked(headroom + Count + Math.Max(1, sizeHint));
        if (_buffer is null)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(FirstRoom, needed));
        }
        else if (_buffer.Length < needed)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _buffer.Length * 2));
            Whole.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer;
    }
}
