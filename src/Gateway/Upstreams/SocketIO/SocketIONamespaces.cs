using System.Text;

namespace Gateway.Upstreams.SocketIO;

/// <summary>Which namespaces of a connection are joined, and which are being joined. Thread-safe.</summary>
internal sealed class SocketIONamespaces
{
    /// <summary>Of more unanswered joins than that, those are forgotten that somebody has given up; a late answer to one is then ignored.</summary>
    private const int MaxUnanswered = 1_024;

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
        request.Kind is SocketIORequestKind.Join or SocketIORequestKind.Leave || IsJoined(request.Namespace);

    public bool IsJoined(string name)
    {
        lock (_gate)
        {
            return _joined.Contains(name);
        }
    }

    /// <summary>
    /// The join that is unanswered already, however long: a second one closes the transport of some servers, and runs the handlers
    /// of others again. Else <paramref name="join"/>, enqueued in the same step, or completed where that cannot be. Null when it is
    /// joined.
    /// </summary>
    public SocketIORequest? Join(string name, SocketIORequest join, Func<SocketIORequest, UpstreamReplyKind> enqueue)
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

            if (_joining.Count >= MaxUnanswered)
            {
                Forget();
            }

            var kind = _joining.Count < MaxUnanswered ? enqueue(join) : UpstreamReplyKind.Full;
            if (kind != UpstreamReplyKind.Yes)
            {
                join.Complete(new UpstreamReply(kind));
                return join;
            }

            return _joining[name] = join;
        }
    }

    /// <summary>The server will join it unasked.</summary>
    public void Expect(string name, SocketIORequest join)
    {
        lock (_gate)
        {
            _joining[name] = join;
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

    /// <summary>False when nobody had asked; only the root may come unasked, lest a server fill the memory with names.</summary>
    public bool Joined(string name)
    {
        SocketIORequest? waiting;
        lock (_gate)
        {
            if (!_joining.Remove(name, out waiting) && name.Length > 1)
            {
                return _joined.Contains(name);
            }

            _joined.Add(name);
        }

        waiting?.Complete(new UpstreamReply(UpstreamReplyKind.Yes));
        return true;
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

    /// <summary>
    /// Leaves by enqueuing the packet that says so, in one step: nothing can be sent to the namespace after it, and who joins again
    /// is written after it. False when it was not joined or could not be enqueued.
    /// </summary>
    public bool Leave(string name, Func<bool> enqueue)
    {
        lock (_gate)
        {
            return _joined.Contains(name) && enqueue() && _joined.Remove(name);
        }
    }

    /// <summary>Whether a join is asked for which the server has not answered, waited for or not.</summary>
    public bool IsAnyUnanswered
    {
        get
        {
            lock (_gate)
            {
                return _joining.Count > 0;
            }
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

    private void Forget()
    {
        foreach (var (name, join) in _joining)
        {
            if (join.Reply.IsCompleted || join.IsGivenUp)
            {
                _joining.Remove(name);

                // Whoever still waits has not long to go, and must not wait for ever.
                join.Complete(new UpstreamReply(UpstreamReplyKind.TimedOut));
            }
        }
    }
}
