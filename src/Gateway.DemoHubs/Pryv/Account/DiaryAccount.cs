using System.Text.Json.Nodes;
using Gateway.DemoHubs.Hooks;

namespace Gateway.DemoHubs.Pryv.Account;

/// <summary>One user's account: streams, events, accesses. It outlives the listener. Used under the server's gate.</summary>
internal sealed class DiaryAccount
{
    private readonly HubCredentials _credentials;
    private readonly List<DiaryAccess> _accesses = [];
    private readonly HashSet<string> _revoked = new(StringComparer.Ordinal);
    private readonly string _mainId;

    public DiaryAccount(DiaryDemoHubOptions options, HubCredentials credentials, TimeProvider time)
    {
        _credentials = credentials;
        User = options.User;
        Clock = new DiaryClock(time);
        Ids = new DiaryIds(options.Seed);
        _mainId = Ids.Next();
        Streams = new DiaryStreams(Clock);
        Events = new DiaryEvents(Clock, Ids);
        Furnish();
    }

    public string User { get; }

    public DiaryClock Clock { get; }

    public DiaryIds Ids { get; }

    public DiaryStreams Streams { get; }

    public DiaryEvents Events { get; }

    public IReadOnlyList<DiaryAccess> Accesses => [Main, .. _accesses];

    /// <summary>The access of the hub's own token.</summary>
    public DiaryAccess Main => new(_mainId, "gateway", _credentials.Token, "app", "*", "manage");

    /// <summary>Told of each notification: its name, and its payload where it has one. Before the call that caused it is answered.</summary>
    public Action<string, string?>? Notify { get; set; }

    /// <summary>Told that a token is dead.</summary>
    public Action<string>? Revoked { get; set; }

    /// <summary>The access behind a token; null for a dead or unknown one.</summary>
    public DiaryAccess? Find(string? token)
    {
        if (token is null || _revoked.Contains(token))
            return null;
        return _credentials.Accepts(token) ? Main : _accesses.Find(access => string.Equals(access.Token, token, StringComparison.Ordinal));
    }

    public DiaryAccess AddAccess(string name, string streamId, string level, string type = "shared", string? token = null)
    {
        var access = new DiaryAccess(Ids.Next(), name, token ?? Ids.Next(), type, streamId, level);
        _accesses.Add(access);
        Notify?.Invoke("accessesChanged", null);
        return access;
    }

    /// <summary>A change of a newer server's kind, told in two messages.</summary>
    public DiaryAccess Replace(DiaryAccess access, DiaryAccess changed)
    {
        var next = changed with { Serial = access.Serial + 1 };
        _accesses[_accesses.IndexOf(access)] = next;
        Notify?.Invoke("accessesChanged", null);
        Notify?.Invoke("accessUpdated", $$"""{"type":"access-updated","accessId":"{{next.Id}}:{{next.Serial}}","serial":{{next.Serial}}}""");
        return next;
    }

    public void Revoke(string token)
    {
        _accesses.RemoveAll(access => string.Equals(access.Token, token, StringComparison.Ordinal));
        _revoked.Add(token);
        Notify?.Invoke("accessesChanged", null);
        Revoked?.Invoke(token);
    }

    public bool CanRead(DiaryAccess access, JsonObject diaryEvent) => diaryEvent["streamIds"]!.AsArray().Any(id => Reaches(access, id!.GetValue<string>()));

    public bool Reaches(DiaryAccess access, string streamId) => access.IsForAll || Streams.IsBelow(streamId, access.StreamId);

    private void Furnish()
    {
        Streams.Add("diary", "Diary", null, _mainId);
        Streams.Add("mood", "Mood", "diary", _mainId);
        Streams.Add("notes", "Notes", "diary", _mainId);
        Streams.Add("health", "Health", null, _mainId);
        Streams.Add("weight", "Weight", "health", _mainId);
        Streams.Add("position", "Position", null, _mainId);
    }
}
