using System.Security.Cryptography;
using System.Text;

namespace Gateway.DemoHubs.Deconz;

/// <summary>Who may use the API: the whitelist, and the link button's minute. Used under the house's gate.</summary>
internal sealed class DeconzKeys(TimeProvider time, string first, (string User, string Password) login)
{
    /// <summary>The same application which asks again so soon gets the same key.</summary>
    private static readonly TimeSpan SameApplication = TimeSpan.FromSeconds(30);

    private const string Owner = "demo";

    private readonly OrderedDictionary<string, (string DeviceType, DateTimeOffset Created)> _keys = new(StringComparer.Ordinal)
    {
        [first] = (Owner, time.GetUtcNow()),
    };

    private readonly string _basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login.User}:{login.Password}"));
    private DateTimeOffset _openUntil;

    public IEnumerable<KeyValuePair<string, (string DeviceType, DateTimeOffset Created)>> All => _keys;

    public bool IsUnlocked => time.GetUtcNow() < _openUntil;

    public bool Has(string key) => _keys.ContainsKey(key);

    public void Unlock(TimeSpan duration) => _openUntil = time.GetUtcNow() + duration;

    public void Lock() => _openUntil = default;

    public bool IsLogin(string authorization) => string.Equals(authorization, _basic, StringComparison.Ordinal);

    public void Put(string key) => _keys[key] = (Owner, time.GetUtcNow());

    public bool Remove(string key) => _keys.Remove(key);

    public void Clear() => _keys.Clear();

    public string Create(string deviceType, string? wanted)
    {
        var now = time.GetUtcNow();
        var known = _keys.LastOrDefault(pair => string.Equals(pair.Value.DeviceType, deviceType, StringComparison.Ordinal) && now - pair.Value.Created < SameApplication);
        var key = wanted ?? known.Key ?? RandomNumberGenerator.GetHexString(10);
        if (wanted is not null || known.Key is null)
            _keys[key] = (deviceType, now);
        return key;
    }
}
