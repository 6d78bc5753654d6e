using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Gateway.Events;

namespace Gateway.Tests.Fakes;

/// <summary>
/// A client that writes down what it hears: <c>topic=data</c> for an event (with <c>snapshot</c>), <c>topic state</c> for a notice.
/// Deferred work waits until <see cref="RunDeferred"/>, as it waits for a client's pump.
/// </summary>
internal sealed class FakeReceiver : IMessageReceiver
{
    private readonly ConcurrentQueue<Action> _deferred = new();
    private readonly ConcurrentQueue<(string Text, JsonNode Json)> _heard = new();

    public bool IsClosed { get; set; }

    public IReadRights Rights { get; set; } = AllRights.Instance;

    /// <summary>A client that does not read: what is deferred stays so.</summary>
    public bool HoldsBack { get; set; }

    public IReadOnlyList<string> Heard => [.. _heard.Select(static message => message.Text)];

    /// <summary>The cursors of the events heard, snapshots aside.</summary>
    public IReadOnlyList<string> Cursors =>
        [.. _heard.Where(static message => message.Text.Contains('=', StringComparison.Ordinal) && !message.Text.EndsWith("snapshot", StringComparison.Ordinal)).Select(static message => message.Json["cursor"]!.GetValue<string>())];

    public int Deferred => _deferred.Count;

    /// <summary>The cursor of the newest message that has one.</summary>
    public Cursor Last => Cursor.TryParse(_heard.Last().Json["cursor"]!.GetValue<string>(), out var cursor) ? cursor : throw new InvalidOperationException("No cursor.");

    public void Forget() => _heard.Clear();

    public void Offer(SharedMessage message) => Note(message, asSnapshot: false);

    public void Offer(HubEvent hubEvent, TimeSpan minInterval) => Note(hubEvent, asSnapshot: false);

    public void LetGo(Predicate<Topic> topics, Predicate<HubEvent> isDropped)
    {
    }

    public void Offer(EventBatch batch)
    {
        while (batch.TryTake(out var message, out var asSnapshot))
        {
            if (!IsClosed)
            {
                Note(message, asSnapshot);
            }

            message.Release();
        }
    }

    public void Defer(Action work)
    {
        if (!IsClosed)
        {
            _deferred.Enqueue(work);
        }
    }

    public void Expect(string topic)
    {
    }

    public void Unexpect(string topic)
    {
    }

    /// <summary>Runs the next deferred work; false when there is none, or the client does not read.</summary>
    public bool RunDeferred()
    {
        if (HoldsBack || !_deferred.TryDequeue(out var work))
        {
            return false;
        }

        work();
        return true;
    }

    private void Note(SharedMessage message, bool asSnapshot)
    {
        if (IsClosed)
        {
            return;
        }

        var json = message.Json();
        var text = message is HubEvent
            ? $"{json["topic"]}={json["data"]?.ToJsonString() ?? "null"}{(asSnapshot ? " snapshot" : "")}"
            : $"{json["topic"]} {json["state"]}{Recovered(json["recovered"])}{(json["error"] is { } error ? $": {error}" : "")}";
        _heard.Enqueue((text, json));
    }

    private static string Recovered(JsonNode? recovered) => recovered is null ? "" : recovered.GetValue<bool>() ? " recovered" : " lost";
}
