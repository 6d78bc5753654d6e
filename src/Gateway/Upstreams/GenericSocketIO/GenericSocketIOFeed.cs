using System.Buffers;
using System.Text;
using Gateway.Events;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Upstreams.GenericSocketIO;

/// <summary>Turns what the server sends into events of the hub's stream. Used by one connection's read loop at a time.</summary>
internal sealed class GenericSocketIOFeed
{
    private readonly HubStream _stream;
    private readonly byte[] _ownNamespace;
    private readonly TopicTable _own;
    private readonly TopicTable _other;
    private readonly ArrayBufferWriter<byte> _name = new(64);
    private ArrayBufferWriter<byte> _list = new(256);

    public GenericSocketIOFeed(HubStream stream, string ownNamespace)
    {
        _stream = stream;
        _ownNamespace = Encoding.UTF8.GetBytes(ownNamespace);
        _own = stream.Family(GenericSocketIOTopics.OwnFamily);
        _other = stream.Family(GenericSocketIOTopics.OtherFamily, GenericSocketIOTopics.OtherPrefix);
    }

    /// <summary>Events whose names are too long to be topics.</summary>
    public long Dropped { get; private set; }

    public void Add(in SocketIOEvent received)
    {
        Add(received.Namespace, received.Name, DataOf(received), received.AckId);
        _list = _list.Emptied();
    }

    /// <summary>An answer to a raw packet, as event <c>ack</c> with <c>{"id","args"}</c>.</summary>
    public void AddAck(ReadOnlySpan<byte> namespaceName, long id, ReadOnlySpan<byte> args)
    {
        _list.ResetWrittenCount();
        _list.Write("{\"id\":"u8);
        WriteNumber(id);
        _list.Write(",\"args\":"u8);
        _list.Write(args);
        _list.Write("}"u8);
        Add(namespaceName, "ack"u8, _list.WrittenSpan, null);
        _list = _list.Emptied();
    }

    private void Add(ReadOnlySpan<byte> namespaceName, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, long? ackId)
    {
        if (namespaceName.Length + name.Length > GenericSocketIOTopics.MaxName)
        {
            Dropped++;
            return;
        }

        var isOwn = namespaceName.SequenceEqual(_ownNamespace);
        var topic = name;
        if (!isOwn)
        {
            _name.ResetWrittenCount();
            _name.Write(namespaceName[1..]);
            _name.Write(","u8);
            _name.Write(name);
            topic = _name.WrittenSpan;
        }

        Span<byte> more = stackalloc byte[40];
        _stream.Append(isOwn ? _own : _other, new StreamEntry(topic, name, data) { More = ackId is { } id ? WriteAckId(id, more) : default });
    }

    /// <summary>The one argument, or a list of several; null for none.</summary>
    private ReadOnlySpan<byte> DataOf(in SocketIOEvent received)
    {
        if (received.Count < 2)
        {
            return received.Count == 0 ? "null"u8 : received.First;
        }

        _list.ResetWrittenCount();
        _list.Write("["u8);
        _list.Write(received.All);
        _list.Write("]"u8);
        return _list.WrittenSpan;
    }

    /// <summary>The server waits for an answer, which only a raw packet can give: <c>43&lt;id&gt;[…]</c>.</summary>
    private static ReadOnlySpan<byte> WriteAckId(long id, Span<byte> destination)
    {
        System.Text.Unicode.Utf8.TryWrite(destination, System.Globalization.CultureInfo.InvariantCulture, $$"""[{"ackId":{{id}}}]""", out var written);
        return destination[..written];
    }

    private void WriteNumber(long number)
    {
        System.Buffers.Text.Utf8Formatter.TryFormat(number, _list.GetSpan(20), out var written);
        _list.Advance(written);
    }
}
