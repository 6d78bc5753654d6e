using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;

namespace Gateway.Events;

/// <summary>One thing that happened, on one topic, with a cursor; and at the same time its bytes for every client.</summary>
internal sealed class HubEvent : SharedMessage
{
    /// <summary>
    /// How deep an event's data may be nested. With the three levels of the record around it that makes 64, the limit of .NET's
    /// readers: a .NET client that is sent more ends its connection, again and again. Readers of hubs' frames keep to it.
    /// </summary>
    public const int MaxDepth = 61;

    private const int MaxNumberLength = 20;
    private static ReadOnlySpan<byte> SnapshotMark => ",\"snapshot\":true"u8;

    private HubEvent(ValueSlot slot, string epoch, long sequence, DateTimeOffset time, byte[] record, int length)
        : base(MessageTarget.Event, record, length)
    {
        Slot = slot;
        Epoch = epoch;
        Sequence = sequence;
        Time = time;
        Whole = this;
    }

    public Topic Topic => Slot.Topic;

    /// <summary>The value it is about; a later event of the same slot may stand for it.</summary>
    public ValueSlot Slot { get; }

    public string Hub => Topic.Hub;

    public string Epoch { get; }

    public long Sequence { get; }

    /// <summary>When the gateway received it.</summary>
    public DateTimeOffset Time { get; }

    public override string? Id => new Cursor(Epoch, Sequence).ToString();

    /// <summary>The trace of its arrival, where that was sampled; what it is delivered with links to it.</summary>
    public Activity? Trace { get; set; }

    /// <summary>Whether it tells a value, or its end, so that a later event of the same slot says all there is to say. Else it is an occurrence, which nothing can stand for.</summary>
    public bool IsState { get; init; }

    /// <summary>Whether its topic is gone with it, all parts included. Set before anybody else sees the event.</summary>
    public bool EndsTopic { get; set; }

    /// <summary>What says everything its slot has to say at this place in the stream: itself, or the whole value where it tells a part.</summary>
    public HubEvent Whole { get; private set; }

    /// <summary>
    /// Writes the record once: <c>{"hub","topic","name","cursor","time","data","more"?}</c>. <paramref name="data"/> and
    /// <paramref name="more"/> must be valid JSON already; they are copied as they are.
    /// </summary>
    /// <param name="slot">What it happened to.</param>
    /// <param name="name">The event's name, unescaped UTF-8.</param>
    /// <param name="cursor">Its place in the stream.</param>
    /// <param name="time">When the gateway received it, UTC.</param>
    /// <param name="data">The payload's JSON.</param>
    /// <param name="more">A JSON array of further arguments, or empty.</param>
    /// <param name="isState"><see cref="IsState"/>.</param>
    public static HubEvent Create(
        ValueSlot slot, ReadOnlySpan<byte> name, Cursor cursor, DateTimeOffset time, ReadOnlySpan<byte> data, ReadOnlySpan<byte> more, bool isState = false)
    {
        var topic = slot.Topic;

        // A name grows at most six-fold by escaping; the fixed keys and the time take under 120 bytes.
        var bound = MessageTarget.Event.Head.Length + topic.Head.Length + (name.Length * 6) + cursor.Epoch.Length
            + MaxNumberLength + 120 + data.Length + more.Length + TailLength;
        var record = ArrayPool<byte>.Shared.Rent(bound);
        var writer = new SpanWriter(record);
        writer.Write(MessageTarget.Event.Head);
        writer.Write(topic.Head);
        writer.WriteString(name);
        writer.Write(",\"cursor\":\""u8);
        writer.WriteAscii(cursor.Epoch);
        writer.Write(":"u8);
        writer.WriteNumber(cursor.Sequence);
        writer.Write("\",\"time\":\""u8);
        writer.WriteTime(time);
        writer.Write("\",\"data\":"u8);
        writer.Write(data);
        if (!more.IsEmpty)
        {
            writer.Write(",\"more\":"u8);
            writer.Write(more);
        }

        writer.Write("}"u8);
        writer.Skip(WriteTail(writer.Rest));
        return new HubEvent(slot, cursor.Epoch, cursor.Sequence, time, record, writer.Written) { IsState = isState };
    }

    /// <summary>What keeping it costs.</summary>
    public int HeldBytes => ReferenceEquals(Whole, this) ? Length : Length + Whole.Length;

    /// <summary>Notes the whole value that this event tells a part of, and keeps a reference on it. Before anybody else sees the event.</summary>
    public void TellsPartOf(HubEvent whole)
    {
        whole.Retain();
        Whole = whole;
    }

    protected override void Released()
    {
        if (!ReferenceEquals(Whole, this))
        {
            Whole.Release();
        }
    }

    /// <summary>The payload with <c>"snapshot":true</c> as its last member.</summary>
    public void WriteSnapshotPayload(IBufferWriter<byte> output)
    {
        output.Write(Payload.Span[..^1]);
        output.Write(SnapshotMark);
        output.Write("}"u8);
    }

    /// <summary>The SignalR record around <see cref="WriteSnapshotPayload"/>.</summary>
    public void WriteSnapshotRecord(IBufferWriter<byte> output)
    {
        output.Write(MessageTarget.Event.Head);
        WriteSnapshotPayload(output);
        output.Write(Record.Span[^TailLength..]);
    }

    private ref struct SpanWriter(Span<byte> destination)
    {
        private readonly Span<byte> _destination = destination;

        public int Written { get; private set; }

        public readonly Span<byte> Rest => _destination[Written..];

        public void Skip(int count) => Written += count;

        public void Write(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(Rest);
            Written += bytes.Length;
        }

        public void WriteAscii(string text) => Written += Encoding.ASCII.GetBytes(text, Rest);

        public void WriteNumber(long number)
        {
            _ = Utf8Formatter.TryFormat(number, Rest, out var count);
            Written += count;
        }

        /// <summary>ISO 8601 with seven decimals and Z.</summary>
        public void WriteTime(DateTimeOffset time)
        {
            _ = Utf8Formatter.TryFormat(time.UtcDateTime, Rest, out var count, new StandardFormat('O'));
            Written += count;
        }

        public void WriteString(ReadOnlySpan<byte> text)
        {
            Write("\""u8);
            if (JavaScriptEncoder.UnsafeRelaxedJsonEscaping.FindFirstCharacterToEncodeUtf8(text) < 0)
            {
                Write(text);
            }
            else
            {
                _ = JavaScriptEncoder.UnsafeRelaxedJsonEscaping.EncodeUtf8(text, Rest, out _, out var count);
                Written += count;
            }

            Write("\""u8);
        }
    }
}
