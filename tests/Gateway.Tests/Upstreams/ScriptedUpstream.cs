using System.Collections.Concurrent;
using System.Threading.Channels;
using Gateway.Commands;
using Gateway.Events;
using Gateway.Subscriptions;
using Gateway.Upstreams;

namespace Gateway.Tests.Upstreams;

/// <summary>A connector without a network: each attempt waits until the test says how it ends.</summary>
internal sealed class ScriptedConnector : IUpstreamConnector
{
    private readonly Channel<Func<UpstreamOpening>> _answers = Channel.CreateUnbounded<Func<UpstreamOpening>>();
    private int _attempts;

    public int Attempts => Volatile.Read(ref _attempts);

    public void Answer(UpstreamOpening opening) => _answers.Writer.TryWrite(() => opening);

    public void Fail(DisconnectReason reason) => Answer(UpstreamOpening.Failed(reason));

    public void Throw(Exception exception) => _answers.Writer.TryWrite(() => throw exception);

    public ScriptedSession Open()
    {
        var session = new ScriptedSession();
        Answer(UpstreamOpening.Opened(session));
        return session;
    }

    public TopicPlanning Plan(string topic) => new TopicPlan(topic, new TopicPattern("Any", topic), topic);

    public async Task<UpstreamOpening> OpenAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _attempts);
        return (await _answers.Reader.ReadAsync(cancellationToken))();
    }
}

/// <summary>A session without a network: it ends when the test says so, and remembers what it was asked.</summary>
internal sealed class ScriptedSession : IUpstreamSession
{
    private readonly TaskCompletionSource<DisconnectReason> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> _watched = new();
    private int _disposals;

    public string? Version => "1.2.3";

    public string? Notice { get; init; }

    public long FramesRead { get; set; }

    public IReadOnlyList<string> Watched => [.. _watched];

    public int Disposals => Volatile.Read(ref _disposals);

    /// <summary>What the hub says to a topic.</summary>
    public Func<string, Task<WatchOutcome>> Answer { get; set; } = static _ => Task.FromResult(WatchOutcome.Live);

    public void End(DisconnectReason reason) => _end.TrySetResult(reason);

    public void Throw(Exception exception) => _end.TrySetException(exception);

    public async Task<DisconnectReason> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _end.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return DisconnectReason.Stopping;
        }
    }

    public Task<WatchOutcome> WatchAsync(string upstreamKey, CancellationToken cancellationToken)
    {
        _watched.Enqueue(upstreamKey);
        return Answer(upstreamKey).WaitAsync(cancellationToken);
    }

    public Task UnwatchAsync(string upstreamKey, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<CommandOutcome> SendAsync(Command command, CancellationToken cancellationToken) => Task.FromResult(CommandOutcome.Ok("1"u8.ToArray()));

    public ValueTask DisposeAsync()
    {
        Interlocked.Increment(ref _disposals);
        return ValueTask.CompletedTask;
    }
}
