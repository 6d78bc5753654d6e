using System.Buffers;

namespace Gateway.Upstreams.SocketIO.Transports;

/// <summary>
/// Packets on their way to a transport, in order, in one buffer that is used again. A header and its attachments are one item, so
/// nothing can come between them. A transport asks for each item, in the moment of handing it over, whether it may still be
/// written. Used by the one writer only.
/// </summary>
internal sealed class OutboundBatch : IBufferWriter<byte>
{
    private const int FirstBuffer = 1024;
    private const int LargestKept = 1 << 20;
    private readonly List<Frame> _frames = [];
    private readonly List<OutboundItem> _items = [];
    private byte[] _buffer = new byte[FirstBuffer];
    private int _start;
    private int _written;

    public int Count => _frames.Count;

    /// <summary>What can be left out by itself, in order; a beat too.</summary>
    public IReadOnlyList<OutboundItem> Items => _items;

    /// <summary>
    /// Whether an item may still be written, at this very moment; true makes it begun. Asked again of one that was begun and not
    /// written after all, it answers anew. What answers false is over. Default: everything may.
    /// </summary>
    public Predicate<OutboundItem> MayWrite { get; set; } = static _ => true;

    /// <summary>Told of an item that the server does not take, with why, for people; it is over then, and the connection goes on.</summary>
    public Action<OutboundItem, string> Refuse { get; set; } = static (_, _) => { };

    public int Bytes => _written;

    /// <summary>The packet's bytes; a binary one without mark.</summary>
    public ReadOnlyMemory<byte> this[int index] => _frames[index].IsBinary ? Marked(index)[1..] : Marked(index);

    /// <summary>The packet's bytes; a binary one begins with 04.</summary>
    public ReadOnlyMemory<byte> Marked(int index) => _buffer.AsMemory(_frames[index].Start, _frames[index].Length);

    public bool IsBinary(int index) => _frames[index].IsBinary;

    /// <summary>A batch of one text.</summary>
    public static OutboundBatch Of(ReadOnlySpan<byte> text)
    {
        var batch = new OutboundBatch();
        batch.Write(text);
        batch.EndText();
        batch.EndItem(null, 0);
        return batch;
    }

    public void Advance(int count) => _written += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _buffer.AsMemory(_written);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _buffer.AsSpan(_written);
    }

    /// <summary>What was written since the last packet is one.</summary>
    public void EndText() => End(isBinary: false);

    public void AddBinary(ReadOnlySpan<byte> bytes)
    {
        // Engine.IO 3 marks a binary message with its type, so that it can be sent from here as it is.
        this.Write("\u0004"u8);
        this.Write(bytes);
        End(isBinary: true);
    }

    /// <summary>The packets since the last item are one.</summary>
    /// <param name="request">Whose they are; null: a beat's.</param>
    /// <param name="id">With which ack id they are written.</param>
    public void EndItem(SocketIORequest? request, long id)
    {
        var first = _items.Count == 0 ? 0 : _items[^1].End;
        _items.Add(new OutboundItem(first, _frames.Count, request, id));
    }

    /// <summary>Takes back every packet after the first <paramref name="count"/>; they are no item yet.</summary>
    public void TakeBack(int count)
    {
        _frames.RemoveRange(count, _frames.Count - count);
        _start = _written = _frames.Count == 0 ? 0 : _frames[^1].Start + _frames[^1].Length;
    }

    public void Clear()
    {
        TakeBack(0);
        _items.Clear();
        if (_buffer.Length > LargestKept)
        {
            _buffer = new byte[FirstBuffer];
        }
    }

    private void End(bool isBinary)
    {
        _frames.Add(new Frame(_start, _written - _start, isBinary));
        _start = _written;
    }

    private void MakeRoom(int sizeHint)
    {
        var needed = _written + Math.Max(sizeHint, 1);
        if (needed > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(needed, _buffer.Length * 2));
        }
    }

    private readonly record struct Frame(int Start, int Length, bool IsBinary);
}

/// <summary>One request's packets in a batch, or a beat.</summary>
/// <param name="First">The first packet.</param>
/// <param name="End">The one after its last.</param>
/// <param name="Request">Null for a beat.</param>
/// <param name="Id">The ack id.</param>
internal readonly record struct OutboundItem(int First, int End, SocketIORequest? Request, long Id)
{
    /// <summary>Its caller has been answered, so it must not be begun.</summary>
    public bool IsOver => Request is { Reply.IsCompleted: true };
}
