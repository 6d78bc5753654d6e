using System.Text;
using Gateway.Events;

namespace Gateway.Upstreams.Deconz;

/// <summary>
/// Turns what the gateway sends into events of its stream, untouched, and keeps each thing's whole value beside. Lives as long as
/// the connector, so that after a reconnect the new snapshot is compared with what clients were shown. Thread-safe.
/// </summary>
internal sealed class DeconzFeed(HubStream stream, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly DeconzTeller _tell = new(stream);
    private readonly DeconzHouse _house = new(time);
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private HashSet<byte[]>? _heardSince;

    /// <summary>Frames and entries that fitted nothing known; those that could be passed on were.</summary>
    public long Odd { get; private set; }

    /// <summary>Frames not passed on: a device was only heard again, or a press was told before.</summary>
    public long Suppressed { get; private set; }

    private bool KeepsState => _keys.Contains(DeconzTopics.StateKey) || _keys.Contains(DeconzTopics.AllKey);

    /// <summary>A session begins: its snapshot replaces what was known. Nothing is told before the registry asks again.</summary>
    /// <returns>The keys of the session before, which are likely to be asked again.</returns>
    public IReadOnlyList<string> BeginSession(ReadOnlySpan<byte> everything)
    {
        lock (_gate)
        {
            var result = _house.Take(everything, isReplaced: true, except: null);
            Odd += result.Odd;
            ForgetGoneWhereNobodyKnew();

            // Presses and scene calls of the gap are lost for good: who resumes must not hear that nothing is missing.
            if (_keys.Contains(DeconzTopics.AllKey) || (KeepsState && result.MissedPresses > 0))
            {
                stream.BeginEpoch();
            }

            string[] before = [.. _keys];
            _keys.Clear();
            return before;
        }
    }

    /// <summary>From now on the key's topics are served, and clients are told what they do not know yet.</summary>
    public void Watch(string key)
    {
        lock (_gate)
        {
            _keys.Add(key);
            if (KeepsState)
            {
                TellDifference();
            }
        }
    }

    public void Unwatch(string key)
    {
        lock (_gate)
        {
            _keys.Remove(key);
        }
    }

    /// <summary>Something is about to be fetched; what is heard while this is held is newer. One at a time.</summary>
    public IDisposable BeginFetch()
    {
        lock (_gate)
        {
            _heardSince = new HashSet<byte[]>(Utf8Comparer.Instance);
            return new Fetch(this);
        }
    }

    /// <summary>Takes a snapshot in during a session. Answers how many states had changed without a frame.</summary>
    public int Compare(ReadOnlySpan<byte> everything)
    {
        lock (_gate)
        {
            var result = _house.Take(everything, isReplaced: false, _heardSince);
            Odd += result.Odd;
            ForgetGoneWhereNobodyKnew();
            if (KeepsState)
            {
                TellDifference();
            }

            return result.UntoldStates;
        }
    }

    /// <summary>Takes one fetched thing in. False when something newer was heard meanwhile, so that it must be fetched again.</summary>
    public bool Put(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> restObject)
    {
        lock (_gate)
        {
            var isNewer = _heardSince?.Contains(topic.ToArray()) == true;
            if (!isNewer && _house.Find(topic) is { } thing && thing.Take(restObject, isReplaced: false).IsAny && KeepsState)
            {
                _tell.Whole(thing);
            }

            return !isNewer;
        }
    }

    /// <summary>Takes a frame in. Answers the topic of a thing that must be fetched, or null.</summary>
    public string? Add(in DeconzFrame frame)
    {
        lock (_gate)
        {
            var topic = frame.WriteTopic(stackalloc byte[DeconzFrame.MaxTopic]);
            if (frame.IsOfThing)
            {
                return AddThing(frame, topic);
            }

            AddOther(frame, topic);
            return null;
        }
    }

    /// <summary>A frame that could not be read.</summary>
    public void CountOdd()
    {
        lock (_gate)
        {
            Odd++;
        }
    }

    private string? AddThing(in DeconzFrame frame, ReadOnlySpan<byte> topic)
    {
        _heardSince?.Add(topic.ToArray());
        if (frame.Event.SequenceEqual("deleted"u8))
        {
            if (_house.Find(topic) is { } living && living.IsAnother(frame.UniqueId))
            {
                AppendLate(topic, frame, living);
                return null;
            }

            if (_house.Remove(topic, out var gone) && !KeepsState)
            {
                _house.Gone.Add(gone);
                ForgetGoneWhereNobodyKnew();
            }

            Append(topic, frame, thing: null);
            return null;
        }

        if (!frame.Event.SequenceEqual("added"u8) && !frame.Event.SequenceEqual("changed"u8))
        {
            Odd++;
            AppendMoment(topic, frame);
            return null;
        }

        var wasKnown = _house.Find(topic)?.IsAnother(frame.UniqueId) == false;
        if (_house.Get(topic, frame.UniqueId) is not { } thing)
        {
            Odd++;
            AppendMoment(topic, frame);
            return null;
        }

        if (frame.Event.SequenceEqual("added"u8))
        {
            thing.Merge(frame);
            thing.Take(frame.Thing, isReplaced: false);
            thing.IsNew |= !wasKnown;
            Append(topic, frame, thing);
            return frame.Thing.IsEmpty ? Encoding.UTF8.GetString(topic) : null;
        }

        AddChange(frame, thing);
        return wasKnown || topic.SequenceEqual("groups/0"u8) ? null : Encoding.UTF8.GetString(topic);
    }

    private void AddChange(in DeconzFrame frame, DeconzThing thing)
    {
        var isPress = DeconzPress.IsIn(frame.State) ? thing.Press.IsNew(frame.State) : (bool?)null;
        var isChanged = thing.Merge(frame);
        if (isPress is null && (isChanged || !frame.IsHeardOnly || thing.MayTellHeard()))
        {
            Append(thing.Topic, frame, thing);
            return;
        }

        if (isPress == true)
        {
            AppendMoment(thing.Topic, frame);
        }
        else
        {
            Suppressed++;
        }

        // What came beside the press is part of the value; the press itself is not.
        thing.IsDirty |= isChanged;
        if (isChanged && KeepsState)
        {
            _tell.Whole(thing);
        }
    }

    /// <summary>Scenes, and what no version known today sends.</summary>
    private void AddOther(in DeconzFrame frame, ReadOnlySpan<byte> topic)
    {
        var isScene = frame.Resource.SequenceEqual("scenes"u8);
        Odd += isScene ? 0 : 1;
        if (_keys.Contains(DeconzTopics.AllKey) || (isScene && _keys.Contains(DeconzTopics.ScenesKey)))
        {
            _tell.Occurrence(topic, frame);
        }
    }

    private void Append(ReadOnlySpan<byte> topic, in DeconzFrame frame, DeconzThing? thing)
    {
        if (KeepsState)
        {
            _tell.Frame(topic, frame, thing);
        }

        if (thing is not null)
        {
            (thing.IsNew, thing.IsDirty) = (thing.IsNew && !KeepsState, !KeepsState);
        }
    }

    private void AppendMoment(ReadOnlySpan<byte> topic, in DeconzFrame frame)
    {
        if (KeepsState)
        {
            _tell.Moment(topic, frame);
        }
    }

    /// <summary>About the thing that had the number before. Who goes by the number alone is told right after it who has it now.</summary>
    private void AppendLate(ReadOnlySpan<byte> topic, in DeconzFrame frame, DeconzThing living)
    {
        AppendMoment(topic, frame);
        if (KeepsState)
        {
            _tell.Whole(living);
        }
    }

    /// <summary>Where nobody was shown anything yet, or the registry has let go of it, everything is told as it is.</summary>
    private void TellDifference()
    {
        var isFirst = _tell.WasNobodyShown();
        foreach (var thing in isFirst ? [] : _house.Gone)
        {
            _tell.Deleted(thing);
        }

        _house.Gone.Clear();
        foreach (var thing in _house.Things)
        {
            if (isFirst || (thing.IsDirty && !thing.IsNew))
            {
                _tell.Whole(thing);
            }
            else if (thing.IsNew)
            {
                _tell.Added(thing);
            }
        }
    }

    /// <summary>Else the list would grow with every thing that goes while nobody looks.</summary>
    private void ForgetGoneWhereNobodyKnew()
    {
        if (_tell.WasNobodyShown())
        {
            _house.Gone.Clear();
        }
    }

    private sealed class Fetch(DeconzFeed feed) : IDisposable
    {
        public void Dispose()
        {
            lock (feed._gate)
            {
                feed._heardSince = null;
            }
        }
    }
}
