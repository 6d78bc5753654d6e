using System.Security.Cryptography;

namespace Gateway.Access;

/// <summary>The keys that count now. Thread-safe: a change replaces them all in one step.</summary>
internal sealed class KeyStore
{
    private readonly bool _allowAnonymous;
    private volatile Snapshot _now;
    private volatile bool _hadKeys;

    /// <param name="keys">The keys at the start.</param>
    /// <param name="allowAnonymous">Whether no key is ever needed.</param>
    public KeyStore(IReadOnlyList<AccessKey> keys, bool allowAnonymous)
    {
        _allowAnonymous = allowAnonymous;
        _now = new Snapshot(keys);
        _hadKeys = keys.Count > 0;
    }

    /// <summary>How many there are, expired ones included.</summary>
    public int Count => _now.Keys.Length;

    /// <summary>
    /// Whether nobody comes in without a key: once there has been one, for as long as the process runs. Whoever removes the last key wants
    /// less access, not a door that is open to everybody.
    /// </summary>
    public bool IsKeyNeeded => _hadKeys && !_allowAnonymous;

    /// <summary>
    /// The key that a request came with, expired or not. All hashes are compared, each in fixed time, so how long it takes tells nothing
    /// about how near a guess came; with a thousand keys that is some twenty microseconds.
    /// </summary>
    public AccessKey? Find(string presented)
    {
        if (!KeySecret.IsWellFormed(presented))
        {
            return null;
        }

        AccessKey? found = null;
        var hash = KeySecret.Hash(presented);
        foreach (var key in _now.Keys)
        {
            found = CryptographicOperations.FixedTimeEquals(key.Hash, hash) ? key : found;
        }

        return found;
    }

    /// <summary>The key of that <see cref="AccessKey.Version"/>; null: removed or changed since.</summary>
    public AccessKey? FindVersion(string version) => _now.ByVersion.GetValueOrDefault(version);

    /// <summary>Whether a caller that came in before may still be in: its key is the same as then and has not expired.</summary>
    public bool IsStillIn(Caller caller, DateTimeOffset now) =>
        caller.Key is { } key ? _now.ByVersion.ContainsKey(key.Version) && !key.IsExpired(now) : !IsKeyNeeded;

    /// <summary>Puts other keys in place of the present ones; answers what that changed.</summary>
    public IReadOnlyList<KeyChange> Replace(IReadOnlyList<AccessKey> keys)
    {
        var before = _now.Keys.ToDictionary(static key => key.Name, StringComparer.OrdinalIgnoreCase);

        // The door closes before the first key can be used, never the other way round.
        _hadKeys = _hadKeys || keys.Count > 0;

        // A key that is the same stays the same object.
        _now = new Snapshot([.. keys.Select(key => FindVersion(key.Version) ?? key)]);
        var changes = new List<KeyChange>();
        foreach (var key in keys)
        {
            if (!before.Remove(key.Name, out var old))
            {
                changes.Add(new KeyChange(key.Name, "added"));
            }
            else if (!string.Equals(old.Version, key.Version, StringComparison.Ordinal))
            {
                changes.Add(new KeyChange(key.Name, "changed"));
            }
        }

        changes.AddRange(before.Values.Select(static key => new KeyChange(key.Name, "removed")));
        return changes;
    }

    private sealed class Snapshot(IReadOnlyList<AccessKey> keys)
    {
        public AccessKey[] Keys { get; } = [.. keys];

        public Dictionary<string, AccessKey> ByVersion { get; } = keys.ToDictionary(static key => key.Version, StringComparer.Ordinal);
    }
}
