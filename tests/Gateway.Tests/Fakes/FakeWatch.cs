using Gateway.Events;
using Gateway.Subscriptions;

namespace Gateway.Tests.Fakes;

/// <summary>
/// A hub whose answers a test gives by hand. <c>entities/…</c> has state and one key for all of it, <c>lights/…</c> has state and a
/// key per topic, <c>bad…</c> is refused, anything else is an occurrence with its own key.
/// </summary>
internal sealed class FakeWatch : IUpstreamWatch, IWatchSession
{
    private readonly Lock _gate = new();
    private readonly List<string> _calls = [];
    private readonly List<string> _faults = [];
    private readonly Dictionary<string, TaskCompletionSource<WatchOutcome>> _asks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TaskCompletionSource<WatchOutcome>> _unasks = new(StringComparer.Ordinal);
    private readonly HashSet<string> _live = new(StringComparer.Ordinal);
    private bool _isOpen;

    /// <summary>Every ask gets a yes and every un-ask is done, at once.</summary>
    public bool AnswersAtOnce { get; set; } = true;

    /// <summary>Runs when an ask has come, before its answer: where a hub appends its first snapshot.</summary>
    public Action<string> Asked { get; set; } = static _ => { };

    /// <summary><c>+key</c> for each ask and <c>-key</c> for each un-ask, in order.</summary>
    public IReadOnlyList<string> Calls => Locked(() => _calls.ToArray());

    /// <summary>The keys that this hub sends events for.</summary>
    public IReadOnlyList<string> Live => Locked(() => _live.Order(StringComparer.Ordinal).ToArray());

    public IReadOnlyList<string> Asking => Locked(() => _asks.Keys.Order(StringComparer.Ordinal).ToArray());

    public IReadOnlyList<string> Unasking => Locked(() => _unasks.Keys.Order(StringComparer.Ordinal).ToArray());

    /// <summary>Calls that the port forbids.</summary>
    public IReadOnlyList<string> Faults => Locked(() => _faults.ToArray());

    public TopicPlanning Plan(string topic)
    {
        var prefix = topic.TrimEnd('*');
        var isWildcard = prefix.Length < topic.Length;
        return topic switch
        {
            _ when topic.StartsWith("bad", StringComparison.Ordinal) => TopicPlanning.Refused("A test topic cannot start with 'bad'."),
            _ when topic.StartsWith("entities/", StringComparison.Ordinal) =>
                new TopicPlan(topic, new TopicPattern("entities", prefix, isWildcard), "entities", new TopicPattern("entities", "entities/", IsWildcard: true)),
            _ when topic.StartsWith("lights/", StringComparison.Ordinal) =>
                new TopicPlan(topic, new TopicPattern("lights", prefix, isWildcard), topic, new TopicPattern("lights", prefix, isWildcard)),
            _ => new TopicPlan(topic, new TopicPattern("bus", prefix, isWildcard, AcrossSegments: true), topic),
        };
    }

    public Task<WatchOutcome> WatchAsync(string upstreamKey, CancellationToken cancellationToken)
    {
        Asked(upstreamKey);
        lock (_gate)
        {
            Note('+', upstreamKey);
            if (!_isOpen || AnswersAtOnce)
            {
                return Task.FromResult(Settle(upstreamKey, _isOpen ? WatchOutcome.Live : WatchOutcome.Away));
            }

            return (_asks[upstreamKey] = NewAnswer(cancellationToken)).Task;
        }
    }

    public Task UnwatchAsync(string upstreamKey, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Note('-', upstreamKey);
            _live.Remove(upstreamKey);
            return AnswersAtOnce ? Task.CompletedTask : (_unasks[upstreamKey] = NewAnswer(cancellationToken)).Task;
        }
    }

    public void Reconnect()
    {
    }

    public void Open() => Locked(() => _isOpen = true);

    /// <summary>The session is lost: nothing is live any more, and whoever waits hears so.</summary>
    public void Close()
    {
        TaskCompletionSource<WatchOutcome>[] waiting = Locked(() =>
        {
            _isOpen = false;
            _live.Clear();
            TaskCompletionSource<WatchOutcome>[] all = [.. _asks.Values, .. _unasks.Values];
            _asks.Clear();
            _unasks.Clear();
            return all;
        });
        foreach (var answer in waiting)
        {
            answer.SetResult(WatchOutcome.Away);
        }
    }

    /// <summary>Answers the ask that is in flight for this key.</summary>
    public void Answer(string key, WatchOutcome outcome) => Locked(() =>
    {
        _asks.Remove(key, out var ask).ShouldBeTrue($"'{key}' is not being asked for");
        Settle(key, outcome);
        return ask!;
    }).SetResult(outcome);

    /// <summary>Confirms the un-ask that is in flight for this key.</summary>
    public void Confirm(string key) => Locked(() =>
    {
        _unasks.Remove(key, out var unask).ShouldBeTrue($"'{key}' is not being un-asked");
        return unask!;
    }).SetResult(default);

    /// <summary>What waits for it goes on in its own <see cref="StepContext"/>, not in the thread pool.</summary>
    private static TaskCompletionSource<WatchOutcome> NewAnswer(CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<WatchOutcome>();
        cancellationToken.UnsafeRegister(_ => answer.TrySetCanceled(cancellationToken), null);
        return answer;
    }

    private WatchOutcome Settle(string key, WatchOutcome outcome)
    {
        if (outcome.IsLive)
        {
            _live.Add(key);
        }

        return outcome;
    }

    private void Note(char what, string key)
    {
        _calls.Add($"{what}{key}");
        if (_asks.ContainsKey(key) || _unasks.ContainsKey(key))
        {
            _faults.Add($"{what}{key} came while another call for it was in flight");
        }

        if (what == '+' && _live.Contains(key))
        {
            _faults.Add($"{what}{key} came while it was live");
        }
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }
}
