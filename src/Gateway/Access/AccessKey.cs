using System.Security.Cryptography;
using System.Text;

namespace Gateway.Access;

/// <summary>One key as it is stored: never the key itself. Immutable; a key that is changed in any way is another object.</summary>
internal sealed class AccessKey
{
    /// <summary>Keys a file or the configuration may hold.</summary>
    public const int MaxKeys = 1000;

    /// <summary>Scopes a key may have.</summary>
    public const int MaxScopes = 256;

    private readonly byte[] _hash;

    /// <param name="name">Unique, whatever the case.</param>
    /// <param name="hash">SHA-256 of the key's UTF-8 text.</param>
    /// <param name="scopes">What it may do.</param>
    /// <param name="created">When it was made; null: nobody noted it.</param>
    /// <param name="expires">From when on it is worth nothing; null: never.</param>
    public AccessKey(string name, byte[] hash, IReadOnlyList<Scope> scopes, DateTimeOffset? created = null, DateTimeOffset? expires = null)
    {
        Name = name;
        _hash = hash;
        Scopes = scopes;
        Created = created;
        Expires = expires;
        Version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Join('\n', [name, Convert.ToHexStringLower(hash), $"{expires?.UtcTicks}", .. scopes.Select(static scope => scope.ToString())]))));
        Caller = new Caller(name, scopes, this);
    }

    public string Name { get; }

    public ReadOnlySpan<byte> Hash => _hash;

    public IReadOnlyList<Scope> Scopes { get; }

    public DateTimeOffset? Created { get; }

    public DateTimeOffset? Expires { get; }

    /// <summary>Equal exactly when name, hash, scopes and expiry are: what tickets and connections are bound to.</summary>
    public string Version { get; }

    /// <summary>Whoever comes with it.</summary>
    public Caller Caller { get; }

    public bool IsExpired(DateTimeOffset now) => now >= Expires;

    public override string ToString() => Name;
}
