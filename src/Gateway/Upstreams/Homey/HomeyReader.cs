using System.Text;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Upstreams.Homey;

/// <summary>
/// The inbound half of a session: hands events to the feed in the order they came. What fits nobody is counted, and none of it
/// ends the session. Called by the connection's read loop, also while the session is still being opened.
/// </summary>
internal sealed class HomeyReader(HomeyFeed feed, HomeySessionLog log, TimeProvider time) : ISocketIOReceiver
{
    private readonly Lock _gate = new();
    private volatile HomeyRoute? _route;
    private string? _removedFrom;
    private long _lastEvent = time.GetTimestamp();

    /// <summary>Events of URIs that nobody holds, and such as are no events of a Homey.</summary>
    public long Odd { get; private set; }

    /// <summary>Events passed on.</summary>
    public long Events { get; private set; }

    /// <summary>How long no event has come.</summary>
    public TimeSpan Quiet => time.GetElapsedTime(Volatile.Read(ref _lastEvent));

    /// <summary>The login is done: from here on events have receivers.</summary>
    public void Attach(HomeyRoute route)
    {
        lock (_gate)
        {
            _route = route;
            if (_removedFrom is { } name)
            {
                EndIfOurs(name);
            }
        }
    }

    public void Event(in SocketIOEvent received)
    {
        Volatile.Write(ref _lastEvent, time.GetTimestamp());
        if (_route is not { } route || !received.Namespace.SequenceEqual(route.NamespaceUtf8) || !HomeyEvent.TryRead(received, out var read))
        {
            Odd++;
            log.OddEvent(received.Name);
            return;
        }

        using (feed.Stream.Enter())
        {
            if (!route.Uris.IsHeld(read.Uri))
            {
                // On its way while it was being un-asked.
                Odd++;
                return;
            }

            Events++;
            feed.Add(read);
            FollowDevices(route, read);
        }
    }

    public void Removed(string namespaceName)
    {
        lock (_gate)
        {
            _removedFrom = namespaceName;
            EndIfOurs(namespaceName);
        }
    }

    public void UnclaimedAck(ReadOnlySpan<byte> namespaceName, long id, ReadOnlySpan<byte> args) => Odd++;

    private void FollowDevices(HomeyRoute route, in HomeyEvent read)
    {
        if (!read.Uri.SequenceEqual(HomeyTopics.DevicesManagerUtf8))
        {
            return;
        }

        var isDeleted = read.Name.SequenceEqual("device.delete"u8);
        if (isDeleted)
        {
            feed.Devices.Delete(read.Data);
        }

        if (isDeleted || read.Name.SequenceEqual("device.create"u8))
        {
            route.House.Look();
        }
    }

    private void EndIfOurs(string namespaceName)
    {
        if (_route is { } route && (namespaceName is "/" || string.Equals(namespaceName, route.Namespace, StringComparison.Ordinal)))
        {
            route.Connection.Abort(HomeyReasons.Removed);
        }
    }
}

/// <summary>Where a session's events come from and go to.</summary>
/// <param name="Namespace">As the handshake named it.</param>
internal sealed record HomeyRoute(SocketIOConnection Connection, string Namespace, HomeyUris Uris, HomeyHouse House)
{
    public byte[] NamespaceUtf8 { get; } = Encoding.UTF8.GetBytes(Namespace);
}
