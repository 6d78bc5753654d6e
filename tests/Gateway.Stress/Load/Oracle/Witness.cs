using System.Text;
using Gateway.Stress.Load.Hubs;

namespace Gateway.Stress.Load.Oracle;

/// <summary>
/// Watches what one connection is told of one hub, and holds it against what was promised and what the hub really fired. Thread-safe.
/// </summary>
/// <param name="hub">The hub, whose counters are the truth.</param>
/// <param name="verdicts">Whom to tell.</param>
/// <param name="memory">What an earlier connection left, where this one resumes.</param>
/// <param name="isRated">Whether every topic is asked for with a highest rate: then only the newest is promised.</param>
/// <param name="readsIds">Server-Sent Events: the cursor is what came as id. Else the rule of docs/clients.md for SignalR.</param>
internal sealed partial class Witness(LoadHub hub, Verdicts verdicts, Memory? memory = null, bool isRated = false, bool readsIds = false)
{
    private readonly Lock _gate = new();
    private readonly SourceView[] _sources = [.. hub.Sources.Select(static _ => new SourceView())];
    private readonly Dictionary<string, TopicView> _topics = new(StringComparer.Ordinal);
    private readonly byte[] _cursor = new byte[64];
    private int _cursorLength;
    private SourceView[]? _frozen;
    private string[] _frozenTopics = [];
    private long _told;
    private long _missing;
    private bool _hasDropped;
    private bool _owesLive;
    private bool _isDisturbed;

    public LoadHub Hub => hub;

    /// <summary>Events with a number, snapshots included, that were held against the oracle.</summary>
    public long Checked { get; private set; }

    /// <summary>How often a live topic heard that the hub is away.</summary>
    public int TimesAway { get; private set; }

    /// <summary>Events that were told once more because the hub was away.</summary>
    public int TimesRepeated { get; private set; }

    /// <summary>Events that came while a topic of theirs was told to be away.</summary>
    public int TimesLate { get; private set; }

    public int TimesRecovered { get; private set; }

    public int TimesNotRecovered { get; private set; }

    public long Told => Locked(() => _told);

    /// <summary>Whether each topic is live, the hub being there.</summary>
    public bool IsWhole => Locked(() => _topics.Values.All(static topic => topic is { IsLive: true, IsAway: false }));

    public IReadOnlyList<string> Held => Locked(() => _topics.Values.Where(static topic => !topic.IsLeaving).Select(static topic => topic.Name).ToArray());

    /// <summary>Whether that event, or one that stands for it, has come.</summary>
    public bool Has(int source, int number) => Volatile.Read(ref _sources[source]) is var view && view.Value >= number;

    /// <summary>The topics are about to be asked for.</summary>
    /// <param name="topics">None of them is held.</param>
    /// <param name="isResume">With the memory's cursor.</param>
    public void Asking(IReadOnlyList<string> topics, bool isResume = false)
    {
        lock (_gate)
        {
            Freeze();
            foreach (var topic in topics)
            {
                var held = new TopicView(topic, hub.CoveredBy(topic), isResume);
                _topics.Add(topic, held);
                foreach (var index in held.Covered)
                {
                    var view = _sources[index];
                    if (view.Lives == 0)
                    {
                        // Old events of one who was here before may still be on their way; of one who resumes there are none.
                        view.IsLoose = !held.IsResume || (view.Holders > 0 && view.IsLoose);
                        view.Begin();
                    }

                    view.Shown = view.Holders > 0 ? view.Shown : 0;
                    view.Holders++;
                }
            }
        }
    }

    /// <summary>Unsubscribe is about to be sent: from here on nothing of them is promised.</summary>
    public void Leaving(IReadOnlyList<string> topics)
    {
        lock (_gate)
        {
            Freeze();
            _isDisturbed = true;
            foreach (var topic in topics.Select(topic => _topics[topic]))
            {
                topic.IsLeaving = true;
                foreach (var index in topic.Covered)
                {
                    _sources[index].Lives -= topic.IsLive ? 1 : 0;
                    _sources[index].IsLoose = _sources[index].Lives == 0;
                }
            }
        }
    }

    /// <summary>Unsubscribe was answered: nothing that happens from here on may come.</summary>
    public void Left(IReadOnlyList<string> topics)
    {
        lock (_gate)
        {
            foreach (var topic in topics)
            {
                _topics.Remove(topic, out var held);
                foreach (var index in held!.Covered)
                {
                    if (--_sources[index].Holders == 0)
                    {
                        _sources[index].HeldUpTo = hub.Sources[index].Fired;
                    }
                }
            }
        }
    }

    /// <summary>What the client would keep now; null where it has no cursor.</summary>
    public Memory? Remember()
    {
        lock (_gate)
        {
            return _cursorLength == 0
                ? null
                : new Memory(
                    Encoding.ASCII.GetString(_cursor, 0, _cursorLength),
                    _frozen is null ? [.. LiveTopics()] : _frozenTopics,
                    [.. (_frozen ?? _sources).Select(static view => view with { })]);
        }
    }

    /// <summary>Everything has come that will: the promises that are about the end.</summary>
    public void Conclude()
    {
        lock (_gate)
        {
            HoldAgainstLeft();
            if (_owesLive && LiveTopics().Any())
            {
                verdicts.Demand(false, Rule.DroppedIsMadeGood, () => $"{hub.Name}: events were dropped, and no topic was live again");
            }

            foreach (var index in LiveSources())
            {
                verdicts.Demand(_sources[index].Value == hub.Sources[index].Fired, Rule.EndsInTheTruth, () => Describe(index, "in the end"));
            }

            if (_told > 0 && !_isDisturbed && !isRated && hub.IsAllNumbered)
            {
                verdicts.Demand(_missing == _told, Rule.GapsAddUp, () => $"{hub.Name}: {_missing} are missing, {_told} were told");
            }
        }
    }

    /// <summary>Whether it has what is newest of everything that is live.</summary>
    public bool HasTheTruth => Locked(() => LiveSources().All(index => _sources[index].Value == hub.Sources[index].Fired));

    /// <summary>Where a source went on after it was left, silence has proved something.</summary>
    private void HoldAgainstLeft()
    {
        for (var index = 0; index < _sources.Length; index++)
        {
            if (_sources[index] is { Holders: 0, HeldUpTo: > 0 and var left } && hub.Sources[index].Fired > left)
            {
                verdicts.Demand(true, Rule.OnlyWhatIsHeld, static () => "");
            }
        }
    }

    private IEnumerable<string> LiveTopics() => _topics.Values.Where(static topic => topic is { IsLive: true, IsLeaving: false }).Select(static topic => topic.Name);

    private IEnumerable<int> LiveSources() =>
        _topics.Values.Where(static topic => topic is { IsLive: true, IsAway: false, IsLeaving: false }).SelectMany(static topic => topic.Covered).Distinct();

    /// <summary>From here on the cursor says less than what the client knows.</summary>
    private void Freeze()
    {
        if (_frozen is null && _cursorLength > 0)
        {
            _frozen = [.. _sources.Select(static view => view with { })];
            _frozenTopics = [.. LiveTopics()];
        }
    }

    private void KeepCursor(ReadOnlySpan<byte> cursor)
    {
        cursor.CopyTo(_cursor);
        _cursorLength = cursor.Length;
        _frozen = null;
    }

    private void Miss(int count, SourceView view, int number, int index)
    {
        _missing += count;
        if (!verdicts.Demand(_missing <= _told, Rule.NothingMissing, () => Describe(index, $"got {number}, {_missing} are missing and {_told} were told") + $" {view}"))
        {
            _missing = _told;
        }
    }

    private string Describe(int index, string what) =>
        $"{hub.Name} {hub.Sources[index].Topic} {what}: shows {_sources[index].Value}, next {_sources[index].Next}, fired {hub.Sources[index].Fired}, era {hub.Era}, topics "
        + string.Join(' ', _topics.Values.Where(topic => topic.Covered.Contains(index)).Select(static topic => $"{topic.Name}({(topic.IsLive ? "live" : "")}{(topic.IsAway ? " away" : "")}{(topic.IsResume ? " resumed" : "")})"));

    private T Locked<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }
}
