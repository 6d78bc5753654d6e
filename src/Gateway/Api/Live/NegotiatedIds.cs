using System.Collections.Concurrent;
using System.Text.Json;

namespace Gateway.Api.Live;

/// <summary>
/// The connection ids that ASP.NET Core's negotiation gave out, by token, so that a client which negotiated keeps its id over the
/// own transport. Thread-safe.
/// </summary>
internal sealed class NegotiatedIds(TimeProvider time)
{
    /// <summary>ASP.NET Core forgets a token that nobody came with after 15 s; until then nobody may use it a second time.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    /// <summary>Whoever is told no id here is served by ASP.NET Core's transport.</summary>
    private const int Most = 50_000;

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Remembers what a negotiation answered.</summary>
    public void Keep(ReadOnlyMemory<byte> answer)
    {
        using var document = JsonDocument.Parse(answer);
        if (_entries.Count < Most && Text("connectionId") is { } id)
        {
            // Version 0 of the negotiation knows no token; the id is it.
            _entries.TryAdd(Text("connectionToken") ?? id, new Entry(id, time.GetTimestamp()));
        }

        string? Text(string name) => document.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
    }

    /// <summary>The id of a client that comes with its token for the first time; null: this token is not for the own transport.</summary>
    public string? Take(string token) => _entries.TryGetValue(token, out var entry) && entry.TryTake() ? entry.Id : null;

    /// <summary>Leaves a token to ASP.NET Core's transport; false: the own transport has taken it, and an id must not be there twice.</summary>
    public bool TryLeave(string token) => !_entries.TryGetValue(token, out var entry) || entry.TryLeave();

    /// <summary>Drops what is too old to be used, here or by ASP.NET Core.</summary>
    public void Forget()
    {
        foreach (var (token, entry) in _entries)
        {
            if (time.GetElapsedTime(entry.Since) > Kept)
            {
                _entries.TryRemove(token, out _);
            }
        }
    }

    private sealed class Entry(string id, long since)
    {
        private const int Free = 0;
        private const int Taken = 1;
        private const int Left = 2;

        private int _state;

        public string Id => id;

        public long Since => since;

        public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Free) == Free;

        public bool TryLeave() => Interlocked.CompareExchange(ref _state, Left, Free) != Taken;
    }
}
