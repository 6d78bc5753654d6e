using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Gateway.Upstreams.SocketIO.Transports;

namespace Gateway.Tests.Upstreams.SocketIO;

/// <summary>A transport without a socket: the test says what comes in, sees every packet that goes out, and can hold a write.</summary>
internal sealed class ScriptedTransport(TimeProvider time) : IEngineTransport
{
    private readonly Channel<EnginePacket> _incoming = Channel.CreateUnbounded<EnginePacket>();
    private readonly ConcurrentQueue<string> _written = new();
    private readonly SemaphoreSlim _permits = new(0);
    private readonly CancellationTokenSource _aborted = new();
    private volatile bool _isHeld;
    private long _lastHeard = time.GetTimestamp();

    public TimeSpan Silence => time.GetElapsedTime(Volatile.Read(ref _lastHeard));

    public bool IsStream => true;

    /// <summary>What was written: text as it is, binary as hexadecimal after a <c>#</c>.</summary>
    public IReadOnlyList<string> Written => [.. _written];

    /// <summary>How many writes were begun.</summary>
    public int Writes { get; private set; }

    /// <summary>Whether it was closed politely.</summary>
    public bool HasSaidGoodbye { get; private set; }

    public bool IsAborted => _aborted.IsCancellationRequested;

    /// <summary>What is done with each packet written, by the writer itself.</summary>
    public Action<string>? OnWritten { get; set; }

    /// <summary>What the next write fails with.</summary>
    public Exception? Fault { get; set; }

    public void Say(string text) => Say(new EnginePacket(EnginePacketKind.Text, Encoding.UTF8.GetBytes(text)));

    public void SayBinary(params byte[] bytes) => Say(new EnginePacket(EnginePacketKind.Binary, bytes));

    public void Say(EnginePacket packet)
    {
        Volatile.Write(ref _lastHeard, time.GetTimestamp());
        _incoming.Writer.TryWrite(packet);
    }

    /// <summary>Each write waits from now on until it is let go.</summary>
    public void Hold() => _isHeld = true;

    public void LetOneGo() => _permits.Release();

    public void LetAllGo()
    {
        _isHeld = false;
        _permits.Release(1_000);
    }

    public Task WrittenAsync(string packet) =>
        Eventually.TrueAsync(() => _written.Contains(packet, StringComparer.Ordinal), $"'{packet}' is written; so far: {string.Join(" | ", _written.Take(20))}");

    public async ValueTask<EnginePacket> ReadAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _aborted.Token);
        try
        {
            return await _incoming.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new EngineTransportException(DisconnectReason.HubClosed("It was cut."), exception);
        }
    }

    public async ValueTask WriteAsync(OutboundBatch batch, CancellationToken cancellationToken)
    {
        Writes++;
        var items = batch.Items.Where(item => batch.MayWrite(item)).ToArray();
        if (Fault is { } fault)
        {
            throw fault;
        }

        foreach (var index in items.SelectMany(static item => Enumerable.Range(item.First, item.End - item.First)))
        {
            var packet = batch.IsBinary(index) ? "#" + Convert.ToHexString(batch[index].Span) : Encoding.UTF8.GetString(batch[index].Span);
            _written.Enqueue(packet);
            OnWritten?.Invoke(packet);
        }

        if (_isHeld)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _aborted.Token);
            await _permits.WaitAsync(either.Token);
        }
    }

    public Task CloseAsync(CancellationToken cancellationToken)
    {
        HasSaidGoodbye = true;
        Abort();
        return Task.CompletedTask;
    }

    public void Abort() => _aborted.Cancel();

    public ValueTask DisposeAsync()
    {
        Abort();
        return ValueTask.CompletedTask;
    }
}
