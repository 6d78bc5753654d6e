using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Upstreams;
using Gateway.Upstreams.Pryv;

namespace Gateway.Tests.Upstreams.Pryv;

/// <summary><c>events.get</c> as the fact sheet has it, over events that the test changes as it likes, between two pages as well.</summary>
internal sealed class PryvModelServer
{
    private readonly Dictionary<string, (double Time, double Modified, bool Trashed, int Version, int Store)> _events = new(StringComparer.Ordinal);
    private readonly List<(string Id, double Deleted)> _deletions = [];
    private int _version;

    public double Clock { get; set; } = 1_000_000;

    /// <summary>Some storages compare with greater or equal.</summary>
    public bool IncludesTheInstant { get; set; }

    /// <summary>More than these in one answer are refused.</summary>
    public int MaxResults { get; set; } = int.MaxValue;

    public bool IgnoresSkip { get; set; }

    public bool IgnoresLimit { get; set; }

    public bool TellsNoTime { get; set; }

    /// <summary>Events are kept in so many stores, and each is sorted and paged on its own.</summary>
    public int Stores { get; set; } = 1;

    /// <summary>Called before each answer.</summary>
    public Action? BeforeAnswer { get; set; }

    /// <summary>Answers this instead, once.</summary>
    public PryvAnswer? Instead { get; set; }

    public int Calls { get; private set; }

    public List<JsonObject> Asked { get; } = [];

    public IEnumerable<(string Id, double At, int Version)> Events => _events.Select(static row => (row.Key, row.Value.Modified, row.Value.Version));

    public IReadOnlyList<(string Id, double Deleted)> Deletions => _deletions;

    public IReadOnlyList<string> Ids => [.. _events.Keys];

    public void Put(string id, double? time = null, bool trashed = false) =>
        _events[id] = (time ?? (_events.TryGetValue(id, out var known) ? known.Time : Clock), Clock, trashed, ++_version, _events.TryGetValue(id, out var kept) ? kept.Store : _version);

    public void Delete(string id)
    {
        _events.Remove(id);
        _deletions.Add((id, Clock));
    }

    public Task<PryvAnswer> CallAsync(string method, ReadOnlyMemory<byte> parameters, CancellationToken cancellationToken)
    {
        method.ShouldBe("events.get");
        cancellationToken.ThrowIfCancellationRequested();
        Calls++;
        var asked = JsonNode.Parse(parameters.Span)!.AsObject();
        Asked.Add(asked);
        BeforeAnswer?.Invoke();
        if (Instead is { } instead)
        {
            Instead = null;
            return Task.FromResult(instead);
        }

        return Task.FromResult(Answer(asked));
    }

    private PryvAnswer Answer(JsonObject asked)
    {
        var since = asked["modifiedSince"]?.GetValue<double>() ?? double.MinValue;
        var isBounded = asked["fromTime"] is not null && asked["toTime"] is not null;
        var limit = asked["limit"]?.GetValue<int>() ?? (isBounded ? int.MaxValue : 20);
        var skip = IgnoresSkip ? 0 : asked["skip"]?.GetValue<int>() ?? 0;
        limit = IgnoresLimit ? int.MaxValue : limit;
        var chosen = _events.Where(row => row.Value.Modified > since || (IncludesTheInstant && row.Value.Modified.Equals(since))).OrderBy(static row => row.Value.Time);
        var events = Enumerable.Range(0, Stores)
            .SelectMany(store => chosen.Where(row => row.Value.Store % Stores == store).Skip(skip).Take(limit)).Select(Event).ToArray();
        var result = new JsonObject { ["events"] = new JsonArray([.. events]) };
        if (asked["includeDeletions"]?.GetValue<bool>() == true)
        {
            result["eventDeletions"] = new JsonArray([.. _deletions.Where(row => row.Deleted >= since).Skip(skip).Take(limit)
                .Select(static row => new JsonObject { ["id"] = row.Id, ["deleted"] = row.Deleted })]);
        }

        if (events.Length > MaxResults)
        {
            return new PryvAnswer(UpstreamReplyKind.No, """{"id":"too-many-results","message":"Too many"}"""u8.ToArray());
        }

        if (!TellsNoTime)
        {
            result["meta"] = new JsonObject { ["apiVersion"] = "model", ["serverTime"] = Clock };
        }

        return new PryvAnswer(UpstreamReplyKind.Yes, JsonSerializer.SerializeToUtf8Bytes(result), TellsNoTime ? default : new PryvMeta("model", Clock));
    }

    private static JsonNode Event(KeyValuePair<string, (double Time, double Modified, bool Trashed, int Version, int Store)> row)
    {
        var written = new JsonObject
        {
            ["id"] = row.Key,
            ["time"] = row.Value.Time,
            ["modified"] = row.Value.Modified,
            ["content"] = row.Value.Version,
            ["integrity"] = $"sum-{row.Value.Version}",
        };
        if (row.Value.Trashed)
        {
            written["trashed"] = true;
        }

        return written;
    }
}
