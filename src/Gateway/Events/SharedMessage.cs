using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Gateway.Events;

/// <summary>
/// One message to clients, as bytes made once for all of them: the complete SignalR record, with the JSON payload inside it.
/// The bytes are pooled and counted by reference: whoever keeps the message calls <see cref="Retain"/> while somebody else
/// still holds it, and <see cref="Release"/> exactly once. Thread-safe.
/// </summary>
internal class SharedMessage
{
    /// <summary>SignalR ends each JSON record with this byte (HubProtocol.md, "Text-based encodings").</summary>
    public const byte RecordSeparator = 0x1E;

    private static readonly byte[] Tail = [(byte)']', (byte)'}', RecordSeparator];

    private byte[] _buffer;
    private readonly int _length;
    private int _references = 1;
    private byte[]? _sseId;

    /// <summary>Takes over a record that was written already.</summary>
    /// <param name="target">The client method, and the SSE event name.</param>
    /// <param name="record">A rented buffer from <see cref="ArrayPool{T}.Shared"/>; the message returns it.</param>
    /// <param name="length">How many bytes of it are the record.</param>
    protected SharedMessage(MessageTarget target, byte[] record, int length)
    {
        Target = target;
        _buffer = record;
        _length = length;
    }

    public MessageTarget Target { get; }

    /// <summary>The SSE event id: a cursor from which a client may resume, or null.</summary>
    public virtual string? Id { get; init; }

    /// <summary>What the message tells the state of, such as a hub's status; a newer one about the same makes it needless. Null: it is needed.</summary>
    public string? About { get; init; }

    /// <summary>How much of a client's byte bound this message takes.</summary>
    public int Length => _length;

    /// <summary>The complete SignalR record, separator included.</summary>
    public ReadOnlyMemory<byte> Record => _buffer.AsMemory(0, _length);

    /// <summary>The JSON object clients get as the only argument.</summary>
    public ReadOnlyMemory<byte> Payload => _buffer.AsMemory(Target.Head.Length, _length - Target.Head.Length - Tail.Length);

    /// <summary>Writes the SSE record up to its id. From the one copy of the payload: a second one would not be counted by whoever bounds this one.</summary>
    public void WriteSse(IBufferWriter<byte> output) => SseRecord.Write(output, Target, Payload.Span);

    /// <summary>The SSE id field, made when the first SSE client needs it; empty without an <see cref="Id"/>.</summary>
    public ReadOnlyMemory<byte> SseId => _sseId ??= Id is { } id ? SseRecord.MakeId(id) : [];

    /// <summary>Never dropped, never answered; holds nothing.</summary>
    public static SharedMessage CreateHeartbeat() => new(MessageTarget.Heartbeat, ArrayPool<byte>.Shared.Rent(1), 0);

    public static SharedMessage Create<T>(MessageTarget target, T payload, JsonTypeInfo<T> type, string? id = null, string? about = null)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(payload, type);
        var length = target.Head.Length + json.Length + Tail.Length;
        var record = ArrayPool<byte>.Shared.Rent(length);
        target.Head.CopyTo(record, 0);
        json.CopyTo(record, target.Head.Length);
        Tail.CopyTo(record, target.Head.Length + json.Length);
        return new SharedMessage(target, record, length) { Id = id, About = about };
    }

    public void Retain()
    {
        if (Interlocked.Increment(ref _references) <= 1)
        {
            Interlocked.Decrement(ref _references);
            throw new InvalidOperationException("A message was retained after its last release.");
        }
    }

    public void Release()
    {
        var left = Interlocked.Decrement(ref _references);
        if (left > 0)
        {
            return;
        }

        if (left < 0)
        {
            throw new InvalidOperationException("A message was released more often than retained.");
        }

        // Emptied first: a reader without a reference fails instead of seeing another message's bytes.
        var buffer = _buffer;
        _buffer = [];
        ArrayPool<byte>.Shared.Return(buffer);
        Released();
    }

    /// <summary>The last reference is gone.</summary>
    protected virtual void Released()
    {
    }

    /// <summary>Appends the record's tail; the counterpart of <see cref="MessageTarget.Head"/>.</summary>
    protected static int WriteTail(Span<byte> destination)
    {
        Tail.CopyTo(destination);
        return Tail.Length;
    }

    protected static int TailLength => Tail.Length;
}
