using System.Threading.Channels;
using Gateway.Events;

namespace Gateway.Api;

/// <summary>A client of one topic that only notes when the first event comes after it began to look. Snapshots and replays do not count.</summary>
internal sealed class TopicWitness(TimeProvider time, IReadRights rights) : IMessageReceiver, IAsyncDisposable
{
    /// <summary>For one topic there is one at most.</summary>
    private const int MaxDeferred = 4;

    private readonly Channel<Action> _deferred = Channel.CreateBounded<Action>(MaxDeferred);
    private readonly TaskCompletionSource _live = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<long> _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _working = Task.CompletedTask;
    private volatile bool _isLooking;

    public bool IsClosed { get; private set; }

    public IReadRights Rights => rights;

    /// <summary>Completes when every event on the topic comes here from then on.</summary>
    public Task Live => _live.Task;

    /// <summary>The timestamp of the first event since <see cref="Look"/>.</summary>
    public Task<long> Seen => _seen.Task;

    public void Begin() => _working = WorkAsync();

    /// <summary>From now on events count.</summary>
    public void Look() => _isLooking = true;

    public void Offer(SharedMessage message)
    {
        if (_isLooking && message is HubEvent)
        {
            _seen.TrySetResult(time.GetTimestamp());
        }
    }

    public void Offer(HubEvent hubEvent, TimeSpan minInterval) => Offer(hubEvent);

    public void LetGo(Predicate<Topic> topics, Predicate<HubEvent> isDropped)
    {
    }

    public void Offer(EventBatch batch)
    {
        batch.Dispose();
        _live.TrySetResult();
    }

    public void Defer(Action work) => _deferred.Writer.TryWrite(work);

    public void Expect(string topic)
    {
    }

    public void Unexpect(string topic)
    {
    }

    public async ValueTask DisposeAsync()
    {
        IsClosed = true;
        _deferred.Writer.TryComplete();
        await _working;
    }

    private async Task WorkAsync()
    {
        await foreach (var work in _deferred.Reader.ReadAllAsync())
        {
            work();
        }
    }
}
