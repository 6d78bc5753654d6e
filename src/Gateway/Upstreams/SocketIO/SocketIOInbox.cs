using System.Buffers;
using System.Text;
using Gateway.Upstreams.SocketIO.Packets;

namespace Gateway.Upstreams.SocketIO;

/// <summary>
/// Where packets of either wire format arrive: joins and acks find who waits for them, events go to the receiver. What fits
/// nobody is counted; none of it ends the connection. Used by the read loop only.
/// </summary>
internal sealed class SocketIOInbox(ISocketIOReceiver receiver, SocketIONamespaces namespaces, SocketIOOutbox outbox, SocketIOSecrets secrets, SocketIOLog log)
{
    private long _odd;

    /// <summary>Packets that were none, or fitted nobody.</summary>
    public long Odd => Interlocked.Read(ref _odd);

    public void Strange(string why, int length)
    {
        Interlocked.Increment(ref _odd);
        log.Odd(why, length);
    }

    public void Connected(ReadOnlySpan<byte> namespaceName)
    {
        if (!namespaces.Joined(Encoding.UTF8.GetString(namespaceName)))
        {
            Strange("nobody asked to join the namespace", namespaceName.Length);
        }
    }

    public void Refused(ReadOnlySpan<byte> namespaceName, ReadOnlySpan<byte> words)
    {
        var name = SocketIONamespaces.NameOf(Encoding.UTF8.GetString(namespaceName));
        if (!namespaces.Refused(name, secrets.RedactJson(words)))
        {
            Strange("nobody asked for what it refuses", words.Length);
        }
    }

    public void Disconnected(ReadOnlySpan<byte> namespaceName)
    {
        var name = Encoding.UTF8.GetString(namespaceName);
        if (namespaces.Left(name))
        {
            try
            {
                receiver.Removed(name);
            }
            catch (Exception exception)
            {
                log.HandlerFailed(exception);
            }
        }
    }

    /// <exception cref="SocketIOFormatException">Its name is no text.</exception>
    public void Event(ReadOnlySpan<byte> namespaceName, long? ackId, in SocketIOArguments arguments)
    {
        if (!arguments.IsNameEscaped)
        {
            Event(namespaceName, ackId, arguments, arguments.PlainName);
            return;
        }

        var scratch = ArrayPool<byte>.Shared.Rent(arguments.NameToken.Length);
        try
        {
            Event(namespaceName, ackId, arguments, arguments.UnescapeName(scratch));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    /// <summary>A 0.9 server wants to know that its packet has arrived.</summary>
    public void Confirm(ReadOnlySpan<byte> namespaceName, long id) =>
        outbox.TryEnqueue(SocketIORequest.Answer(Encoding.UTF8.GetString(namespaceName), id, default));

    /// <param name="namespaceName">UTF-8.</param>
    /// <param name="id">As it came.</param>
    /// <param name="args">Valid JSON, an array.</param>
    public void Ack(ReadOnlySpan<byte> namespaceName, long id, ReadOnlySpan<byte> args)
    {
        if (outbox.TryAnswer(id, namespaceName, out var request))
        {
            request.Complete(new UpstreamReply(UpstreamReplyKind.Yes, args.ToArray()));
        }
        else if (namespaces.RawAcks.Contains(id))
        {
            try
            {
                receiver.UnclaimedAck(namespaceName, id, args);
            }
            catch (Exception exception)
            {
                log.HandlerFailed(exception);
            }
        }
        else
        {
            Interlocked.Increment(ref _odd);
        }
    }

    private void Event(ReadOnlySpan<byte> namespaceName, long? ackId, in SocketIOArguments arguments, ReadOnlySpan<byte> name)
    {
        try
        {
            receiver.Event(new SocketIOEvent
            {
                Namespace = namespaceName,
                Name = name,
                Count = arguments.Count,
                First = arguments.First,
                Rest = arguments.Rest,
                All = arguments.All,
                AckId = ackId,
            });
        }
        catch (Exception exception)
        {
            log.HandlerFailed(exception);
        }
    }
}
