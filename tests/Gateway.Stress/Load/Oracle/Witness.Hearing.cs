using System.Text;
using System.Text.Json.Nodes;

namespace Gateway.Stress.Load.Oracle;

/// <content>What the connection hears, in order.</content>
internal sealed partial class Witness
{
    public void Hear(string kind, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> id)
    {
        lock (_gate)
        {
            switch (kind)
            {
                case "event":
                    var hubEvent = EventBytes.Read(payload, hub, out var cursor);
                    Keep(hubEvent.IsSnapshot ? default : cursor, id, isCertain: false);
                    HearEvent(hubEvent);
                    break;
                case "topic":
                    HearTopic(JsonNode.Parse(payload)!, id);
                    break;
                case "gap":
                    Keep(default, default, isCertain: true);
                    HearGap(JsonNode.Parse(payload)!);
                    break;
            }
        }
    }

    /// <summary>The cursor moves before the message is taken in, and is taken in with it; or what was known so far is kept.</summary>
    private void Keep(ReadOnlySpan<byte> cursor, ReadOnlySpan<byte> id, bool isCertain)
    {
        var kept = readsIds ? id : !isCertain && _told == 0 && _topics.Count > 0 && _topics.Values.All(static topic => topic.IsLive) ? cursor : default;
        if (kept.IsEmpty)
        {
            Freeze();
        }
        else
        {
            KeepCursor(kept);
        }
    }

    private void HearEvent(EventBytes told)
    {
        var (index, number) = (told.Source, told.Number);
        if (index < 0 || number == 0)
        {
            return;
        }

        Checked++;
        var view = _sources[index];
        if (view.Holders == 0)
        {
            verdicts.Demand(number <= view.HeldUpTo, Rule.OnlyWhatIsHeld, () => Describe(index, $"got {number} after it was left at {view.HeldUpTo}"));
        }

        if (told.IsSnapshot)
        {
            HearSnapshot(index, view, number);
            return;
        }

        if (number <= view.Value && hub.RepeatsWhenBack && (hub.IsTroubled || (hub.Sources[index].LostUpTo is var lost && number <= lost && view.Newest <= lost)))
        {
            // Behind the first that happened after the trouble, the session's opening is over.
            TimesRepeated++;
            return;
        }

        verdicts.Demand(number > view.Value, Rule.InOrderAndOnce, () => Describe(index, $"got {number} after {view}"));
        view.Newest = Math.Max(view.Newest, number);
        view.IsFirstASnapshot &= view.First > 0;
        view.First = view.First > 0 ? view.First : number;
        if (!isRated && !view.IsLoose)
        {
            Follow(index, view, number, told.Epoch);
        }

        // The last words of a session that ended may come after the word that the hub is away: what was lost comes behind them.
        var isAway = view.IsBroken && _topics.Values.Any(topic => topic.IsAway && topic.Covered.Contains(index));
        TimesLate += isAway ? 1 : 0;
        (view.Next, view.AtMost, view.IsBroken, view.Epoch) = (number + 1, int.MaxValue, isAway, told.Epoch);
    }

    private void HearSnapshot(int index, SourceView view, int number)
    {
        verdicts.Demand(number >= view.Newest, Rule.InOrderAndOnce, () => Describe(index, $"a snapshot goes back to {number}"));
        if (view.Lives > 0 && !isRated)
        {
            if (view.Next > 0 && number >= view.Next && !view.IsBroken)
            {
                Miss(number - view.Next + 1, view, number, index);
            }

            view.Next = number + 1;
        }

        view.Shown = number;
        if (view.First == 0)
        {
            (view.First, view.IsFirstASnapshot) = (number, true);
        }
    }

    /// <summary>Whether anything is missing before this event.</summary>
    private void Follow(int index, SourceView view, int number, uint epoch)
    {
        if (view.Lives == 0 && (memory is null || view.Next == 0))
        {
            // Not live yet: what came before it was asked for may still be on its way.
            return;
        }

        if (view.IsBroken || (view.Lives == 0 && IsLostByHub(index, view.Next)))
        {
            if (number > view.Next && view.Next > 0 && view.Lives > 0 && !hub.Sources[index].IsState && (epoch == view.Epoch) is var isSame)
            {
                // Where the client was too slow as well, what the hub did not lose was told by a gap.
                verdicts.Demand(!isSame || _told > 0, Rule.NewEpochAfterLoss, () => Describe(index, $"got {number} in the same epoch"));
                if (isSame && _told > 0)
                {
                    Miss(number - view.Next, view, number, index);
                    return;
                }
            }

            if (number > view.AtMost)
            {
                Miss(number - view.AtMost, view, number, index);
            }
        }
        else if (number > (view.Next > 0 ? view.Next : view.AtMost))
        {
            Miss(number - (view.Next > 0 ? view.Next : view.AtMost), view, number, index);
        }
        else
        {
            verdicts.Demand(true, Rule.NothingMissing, static () => "");
        }
    }

    private void HearGap(JsonNode gap)
    {
        var dropped = gap["dropped"]!.GetValue<long>();
        _told += dropped + gap["conflated"]!.GetValue<long>();
        _hasDropped |= dropped > 0;
        _owesLive |= dropped > 0 && LiveTopics().Any();

        // Where what comes next is not known, what was told cannot be added up.
        _isDisturbed |= _sources.Any(static view => view.Holders > 0 && (view.Lives == 0 || view.Next == 0));
    }

    private void HearTopic(JsonNode told, ReadOnlySpan<byte> id)
    {
        var cursor = told["cursor"] is { } place ? Encoding.ASCII.GetBytes(place.GetValue<string>()) : [];
        var name = told["topic"]!.GetValue<string>();
        if (_topics.TryGetValue(name, out var topic) && !topic.IsLeaving)
        {
            switch (told["state"]!.GetValue<string>())
            {
                case "live" when topic.IsLive:
                    HearLiveAgain(topic);
                    break;
                case "live":
                    HearLive(topic, told["recovered"]?.GetValue<bool>());
                    break;
                case var state:
                    verdicts.Demand(state is "pending", Rule.NothingMissing, () => $"{hub.Name} {name} is {state}: {told["error"]}");
                    HearAway(topic);
                    break;
            }
        }

        Keep(cursor, id, isCertain: false);
    }

    private void HearAway(TopicView topic)
    {
        _isDisturbed = true;
        if (!topic.IsLive)
        {
            return;
        }

        TimesAway++;
        topic.IsAway = true;
        foreach (var index in topic.Covered)
        {
            (_sources[index].IsBroken, _sources[index].AtMost) = (true, int.MaxValue);
        }
    }

    private void HearLiveAgain(TopicView topic)
    {
        verdicts.Demand(topic.IsAway || _hasDropped, Rule.LiveOnce, () => $"{hub.Name} {topic.Name} is live twice");
        if (_owesLive)
        {
            verdicts.Demand(true, Rule.DroppedIsMadeGood, static () => "");
        }

        _owesLive = false;
        topic.IsAway = false;
        foreach (var index in topic.Covered.Where(index => _sources[index].IsBroken))
        {
            _sources[index].AtMost = hub.Sources[index].Fired + 1;
        }
    }

    private void HearLive(TopicView topic, bool? isRecovered)
    {
        topic.IsLive = true;
        verdicts.Demand(true, Rule.LiveOnce, static () => "");
        if (_told == 0)
        {
            verdicts.Demand((isRecovered is null) != topic.IsResume, Rule.RecoveredIsTrue, () => $"{hub.Name} {topic.Name}: recovered is {isRecovered}");
        }

        TimesRecovered += isRecovered == true ? 1 : 0;
        TimesNotRecovered += isRecovered == false ? 1 : 0;
        verdicts.Demand(isRecovered != true || !isRated, Rule.RecoveredIsTrue, () => $"{hub.Name} {topic.Name} is recovered at a highest rate");
        foreach (var index in topic.Covered)
        {
            var view = _sources[index];
            if (isRecovered != true && hub.Sources[index].IsState && _told == 0)
            {
                verdicts.Demand(view.Shown > 0, Rule.SnapshotBeforeLive, () => Describe(index, $"is live by {topic.Name} without a snapshot"));
            }

            if (view.Lives++ > 0)
            {
                continue;
            }

            if (isRecovered == true)
            {
                Resume(index, view, memory!.Sources[index]);
            }
            else
            {
                (view.Next, view.AtMost) = hub.Sources[index].IsState && view.Shown > 0 ? (view.Shown + 1, int.MaxValue) : (0, hub.Sources[index].Fired + 1);
            }

            (view.IsBroken, view.IsLoose) = (view.IsBroken && isRecovered == true, false);
        }
    }

    /// <summary>Everything since the cursor has come: the first of it follows the last before it.</summary>
    private void Resume(int index, SourceView view, SourceView before)
    {
        var isExcused = before.IsBroken ? hub.Sources[index].IsState : IsLostByHub(index, before.Next);
        if (view.IsLoose || before.Lives == 0 || isRated)
        {
            view.AtMost = view.First > 0 ? int.MaxValue : hub.Sources[index].Fired + 1;
            view.Next = view.First > 0 ? view.Next : 0;
        }
        else if (view.First == 0)
        {
            (view.Next, view.AtMost, view.Epoch, view.IsBroken) = (before.Next, before.AtMost, before.Epoch, isExcused || before.IsBroken);
        }
        else if (view.IsFirstASnapshot)
        {
            verdicts.Demand(view.First >= before.Value, Rule.InOrderAndOnce, () => Describe(index, $"resumed after {before.Value}, shown {view.First}"));
            view.Next = Math.Max(view.Next, view.Shown + 1);
        }
        else
        {
            verdicts.Demand(view.First >= before.Next, Rule.InOrderAndOnce, () => Describe(index, $"resumed before {before.Next} with {view.First}"));

            // What was lost with the hub before that cursor, the client has heard of.
            var expected = before is { Next: > 0, IsBroken: false } ? before.Next : before.AtMost;
            verdicts.Demand(view.First <= expected || isExcused || _told > 0, Rule.RecoveredIsTrue, () => Describe(index, $"recovered from {expected} with {view.First}"));
        }
    }

    /// <summary>Whether values from this number on may have changed while the hub was away: then only the newest is told.</summary>
    private bool IsLostByHub(int index, int number) => hub.Sources[index].IsState && (hub.IsTroubled || number <= hub.Sources[index].LostUpTo);
}
