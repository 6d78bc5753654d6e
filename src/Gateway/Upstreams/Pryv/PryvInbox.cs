using System.Text;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Upstreams.Pryv;

/// <summary>What comes in over one connection: notifications go to the hub's stream where a client wants them, and ring the doorbell.</summary>
internal sealed class PryvInbox(string namespaceName, PryvFeed feed, TokenRedaction redaction, PryvSessionLog log) : ISocketIOReceiver
{
    private readonly byte[] _namespace = Encoding.UTF8.GetBytes(namespaceName);
    private readonly TaskCompletionSource _removed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _wanted;
    private long _odd;

    /// <summary>Completes when the server has put us out of the account; the connection itself stays open, and silent.</summary>
    public Task OutOfAccount => _removed.Task;

    /// <summary>Rung when events may have changed.</summary>
    public Action? Ring { get; set; }

    /// <summary>Messages that fitted nothing.</summary>
    public long Odd => Interlocked.Read(ref _odd);

    /// <summary>From now on, or no longer, this notification is passed on.</summary>
    public void Want(PryvTopic topic, bool isWanted)
    {
        if (isWanted)
        {
            Interlocked.Or(ref _wanted, topic.Bit);
        }
        else
        {
            Interlocked.And(ref _wanted, ~topic.Bit);
        }
    }

    public void Event(in SocketIOEvent received)
    {
        if (!received.Namespace.SequenceEqual(_namespace))
        {
            Interlocked.Increment(ref _odd);
            return;
        }

        if (PryvTopics.Find(received.Name) is not { Bit: not PryvTopics.EventsBit } topic)
        {
            Interlocked.Increment(ref _odd);
            log.UnknownMessage(Encoding.UTF8.GetString(received.Name));
            return;
        }

        if (topic.TellsOfEvents)
        {
            Ring?.Invoke();
        }

        if ((Volatile.Read(ref _wanted) & topic.Bit) != 0)
        {
            feed.AddNotification(topic, redaction.Clean(DataOf(received)));
        }
    }

    public void Removed(string namespaceName)
    {
        if (string.Equals(namespaceName, Encoding.UTF8.GetString(_namespace), StringComparison.Ordinal))
        {
            _removed.TrySetResult();
        }
    }

    public void UnclaimedAck(ReadOnlySpan<byte> namespaceName, long id, ReadOnlySpan<byte> args) => Interlocked.Increment(ref _odd);

    /// <summary>Most have no argument.</summary>
    private static ReadOnlySpan<byte> DataOf(in SocketIOEvent received) => received.Count switch
    {
        0 => "null"u8,
        1 => received.First,
        _ => (byte[])[(byte)'[', .. received.All, (byte)']'],
    };
}
