using Gateway.Access;
using Gateway.Configuration;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Access;

/// <summary>A key file in a folder of its own, which a test changes as <c>key add</c> and <c>key remove</c> do.</summary>
internal sealed class KeyFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-keys-");

    public string Folder => _folder.FullName;

    public string Path => System.IO.Path.Combine(Folder, "keys.json");

    /// <summary>Every key that was ever made here.</summary>
    public List<string> Secrets { get; } = [];

    /// <summary>The settings with which a gateway reads it.</summary>
    public Dictionary<string, string> Settings => new(StringComparer.Ordinal) { ["Access:KeyFile"] = Path };

    public IReadOnlyList<AccessKey> Keys
    {
        get
        {
            var faults = new ConfigurationFaults();
            var keys = new KeyFile(Path).Read(faults);
            faults.All.ShouldBeEmpty();
            return keys;
        }
    }

    /// <summary>Makes a key, and answers it.</summary>
    public string Add(string name, params string[] scopes) => Add(name, expires: null, scopes);

    public string Add(string name, DateTimeOffset? expires, params string[] scopes)
    {
        var secret = KeySecret.Create();
        Secrets.Add(secret);
        Write([.. Keys, new AccessKey(name, KeySecret.Hash(secret), Parse(scopes), TimeProvider.System.GetUtcNow(), expires)]);
        return secret;
    }

    /// <summary>Gives a key other scopes.</summary>
    public void Change(string name, params string[] scopes) =>
        Write([.. Keys.Select(key => string.Equals(key.Name, name, StringComparison.Ordinal) ? new AccessKey(name, key.Hash.ToArray(), Parse(scopes), key.Created, key.Expires) : key)]);

    public void Remove(string name) => Write([.. Keys.Where(key => !string.Equals(key.Name, name, StringComparison.Ordinal))]);

    /// <summary>A gateway that has these keys.</summary>
    public Task<GatewayHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var all = Settings;
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        return GatewayHost.StartAsync(all);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static Scope[] Parse(string[] scopes) =>
        [.. scopes.Select(static text => Scope.TryParse(text, out var scope, out var fault) ? scope : throw new InvalidOperationException(fault))];

    private void Write(IEnumerable<AccessKey> keys)
    {
        using var change = KeyFileChange.Begin(new KeyFile(Path));
        change.Commit(keys);
    }
}
