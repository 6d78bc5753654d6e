using System.Text;

namespace Gateway.Upstreams.SocketIO;

/// <summary>Which namespaces of a connection are joined, and who waits to join one. Thread-safe.</summary>
internal sealed class SocketIONamespaces
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SocketIORequest> _joining = new(StringComparer.Ordinal);
    private readonly HashSet<string> _joined = new(StringComparer.Ordinal);

    public SocketIORawAcks RawAcks { get; } = new();

    public static bool AreEqual(string name, ReadOnlySpan<byte> utf8)
    {
        Span<byte> bytes = stackalloc byte[256];
        return Encoding.UTF8.TryGetBytes(name, bytes, out var length) ? bytes[..length].SequenceEqual(utf8) : string.Equals(name, Encoding.UTF8.GetString(utf8), StringComparison.Ordinal);
    }

    /// <summary>A namespace without its query.</summary>
    public static string NameOf(string text)
    {
        var query = text.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? text : text[..query];
    }

    /// <summary>Whether a request's packet may be written now: a packet to a namespace not joined makes some servers close everything.</summary>
    public bool IsJoined(SocketIORequest request) =>
        request.Kind == SocketIORequestKind.Join || IsJoined(request.Namespace);

    public bool IsJoined(string name)
    {
        lock (_gate)
        {
            return _joined.Contains(name);
        }
    }

    /// <summary>Who waits to join already; else <paramref name="join"/> waits from now on, and must be written. Null when it is joined.</summary>
    public SocketIORequest? Join(string name, SocketIORequest join)
    {
        lock (_gate)
        {
            if (_joined.Contains(name))
            {
                return null;
            }

            if (_joining.TryGetValue(name, out var waiting) && !waiting.Reply.IsCompleted)
            {
                return waiting;
            }

            return _joining[name] = join;
        }
    }

    /// <summary>The join that is waited for, if any.</summary>
    public SocketIORequest? Joining(string name)
    {
        lock (_gate)
        {
            return _joining.GetValueOrDefault(name);
        }
    }

    public void Joined(string name)
    {
        SocketIORequest? waiting;
        lock (_gate)
        {
            _joined.Add(name);
            _joining.Remove(name, out waiting);
        }

        waiting?.Complete(new UpstreamReply(UpstreamReplyKind.Yes));
    }

    /// <summary>False when nobody had asked.</summary>
    public bool Refused(string name, ReadOnlyMemory<byte> words)
    {
        SocketIORequest? waiting;
        lock (_gate)
        {
            _joining.Remove(name, out waiting);
        }

        waiting?.Complete(new UpstreamReply(UpstreamReplyKind.No, words));
        return waiting is not null;
    }

    /// <summary>Nobody waits to join it any more.</summary>
    public void Forget(string name)
    {
        lock (_gate)
        {
            _joining.Remove(name);
        }
    }

    /// <summary>False when it was not joined.</summary>
    public bool Left(string name)
    {
        lock (_gate)
        {
            return _joined.Remove(name);
        }
    }

    /// <summary>The namespaces that are joined.</summary>
    public IReadOnlyList<string> All()
    {
        lock (_gate)
        {
            return [.. _joined];
        }
    }

    public void End()
    {
        SocketIORequest[] waiting;
        lock (_gate)
        {
            waiting = [.. _joining.Values];
            _joining.Clear();
            _joined.Clear();
        }

        foreach (var join in waiting)
        {
            join.Complete(new UpstreamReply(UpstreamReplyKind.Lost));
        }
    }
}
