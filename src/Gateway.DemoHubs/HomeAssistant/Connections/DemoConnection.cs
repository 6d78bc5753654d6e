using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.HomeAssistant.Commands;
using Gateway.DemoHubs.HomeAssistant.House;
using Gateway.DemoHubs.HomeAssistant.Wire;
using Gateway.DemoHubs.Listening;
using Gateway.DemoHubs.Wire;

namespace Gateway.DemoHubs.HomeAssistant.Connections;

/// <summary>One client: first its token, then its commands. One reader, one writer; whoever else has something to say enqueues.</summary>
internal sealed class DemoConnection : IDisposable
{
    private const int MaxMessageBytes = 4 * 1024 * 1024;

    // How long a peer may take to answer a close frame.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(2);

    private readonly DemoInstance _instance;
    private readonly WebSocket _socket;
    private readonly Action _abortTransport;
    private readonly OutboundQueue _queue = new();
    private readonly CommandReader _commands;
    private readonly ITimer _deadline;
    private readonly OrderedDictionary<string, DemoSubscription> _subscriptions = new(StringComparer.Ordinal);
    private int _closing;

    public DemoConnection(DemoInstance instance, WebSocket socket, Action abortTransport)
    {
        _instance = instance;
        _socket = socket;
        _abortTransport = abortTransport;
        _commands = new CommandReader(instance, this);
        _deadline = instance.Time.CreateTimer(_ => OnDeadline(), state: null, instance.Options.AuthTimeout, Timeout.InfiniteTimeSpan);
    }

    public bool IsAuthenticated { get; private set; }

    public bool IsClosing => Volatile.Read(ref _closing) != 0;

    public int Pending => _queue.Count;

    /// <summary>By id; the house's gate is held.</summary>
    public OrderedDictionary<string, DemoSubscription> Subscriptions => _subscriptions;

    public async Task RunAsync()
    {
        Send(WireMessages.AuthRequired(_instance.Options.Version));
        var writing = WriteAsync();
        try
        {
            await ReadAsync();
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The socket is gone, by the client's doing or by a hook's.
        }

        Close(WebSocketCloseStatus.NormalClosure);
        await writing;
    }

    public void Publish(BusEvent @event)
    {
        foreach (var subscription in _subscriptions.Values)
            subscription.Publish(@event, Send);
    }

    public void Send(string message) => Check(_queue.TryAdd(message));

    public void Send(OutboundFrame frame) => Check(_queue.TryAdd(frame));

    public void Coalesce(bool on) => _queue.Coalesce = on;

    /// <summary>A close frame with an empty reason. Without <paramref name="drain"/> whatever still waits is lost, as in Home Assistant.</summary>
    public void Close(WebSocketCloseStatus status, bool drain = false)
    {
        if (Interlocked.Exchange(ref _closing, 1) != 0)
            return;
        _instance.Leave(this);
        _queue.Complete(status, drain);
        _deadline.Change(Linger, Timeout.InfiniteTimeSpan);
    }

    public void Abort()
    {
        Close(WebSocketCloseStatus.NormalClosure);
        _socket.Abort();
        try
        {
            _abortTransport();
        }
        catch (ObjectDisposedException)
        {
            // The connection ended by itself a moment ago.
        }
    }

    public void Dispose()
    {
        _deadline.Dispose();
        _queue.Dispose();
    }

    private async Task ReadAsync()
    {
        var reader = new MessageReader(_socket, MaxMessageBytes);
        while (await reader.ReadAsync() is { } message)
        {
            // After our close frame the client's frames are read only to find its answer.
            if (IsClosing)
                continue;
            if (message.Type is MessageType.TooLong)
                Close(WebSocketCloseStatus.MessageTooBig);
            else if (message.Type is MessageType.Text)
                Handle(message.Bytes);
            else if (!IsAuthenticated || message.Bytes.IsEmpty)
                Close(WebSocketCloseStatus.NormalClosure);
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            while (await _queue.TakeAsync() is { } frame)
                await _socket.SendAsync(frame.Bytes, frame.Type, endOfMessage: true, CancellationToken.None);
            await _socket.CloseOutputAsync(_queue.CloseStatus, statusDescription: null, CancellationToken.None);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            Abort();
        }
    }

    private void Handle(ReadOnlyMemory<byte> bytes)
    {
        JsonNode? frame;
        try
        {
            frame = WireJson.Parse(bytes);
        }
        catch (JsonException)
        {
            _instance.Journal.Add(Encoding.UTF8.GetString(bytes.Span).Replace(_instance.Token, Authentication.Masked, StringComparison.Ordinal));
            Close(WebSocketCloseStatus.NormalClosure);
            return;
        }

        _queue.Hold();
        try
        {
            lock (_instance.House.Gate)
            {
                if (!IsAuthenticated)
                    Authenticate(frame);
                else
                    _commands.Handle(frame, Encoding.UTF8.GetString(bytes.Span));
            }
        }
        finally
        {
            _queue.Release();
        }
    }

    private void Authenticate(JsonNode? frame)
    {
        _instance.Journal.Add(Authentication.Mask(frame));
        _instance.Journal.Count("auth");
        if (Authentication.Refuse(frame, _instance) is { } refusal)
        {
            Send(WireMessages.AuthInvalid(refusal));
            Close(WebSocketCloseStatus.NormalClosure, drain: true);
            return;
        }

        _deadline.Change(IsClosing ? Linger : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        IsAuthenticated = true;
        Send(WireMessages.AuthOk(_instance.Options.Version));
    }

    private void Check(bool accepted)
    {
        if (accepted)
            return;
        DemoConnectionLog.QueueFull(_instance.Logger, OutboundQueue.Capacity);
        Close(WebSocketCloseStatus.NormalClosure);
    }

    private void OnDeadline()
    {
        // A frozen hub lets no time pass.
        if (_instance.Gate.IsFrozen)
            _deadline.Change(Linger, Timeout.InfiniteTimeSpan);
        else if (IsClosing)
            Abort();
        else if (!IsAuthenticated)
            Close(WebSocketCloseStatus.NormalClosure);
    }
}
