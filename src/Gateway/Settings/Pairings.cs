using System.Buffers.Text;
using System.Security.Cryptography;
using Gateway.Configuration;

namespace Gateway.Settings;

/// <summary>
/// Credentials that hubs gave away at the push of a button, until they are saved: the page gets a name for each and never the credential
/// itself. Each is good for the place that it came from, and for ten minutes. Bounded: the oldest goes first. Thread-safe.
/// </summary>
internal sealed class Pairings(TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const int MaxKept = 32;
    private const int NameBytes = 18;

    private readonly Lock _gate = new();
    private readonly Queue<(string Name, string Place, Secret Token, long Made)> _kept = new();

    /// <summary>Keeps a credential; answers its name.</summary>
    /// <param name="place">Where it is good: <see cref="Destinations.Of"/>.</param>
    /// <param name="token">The credential.</param>
    public string Keep(string place, Secret token)
    {
        var name = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(NameBytes));
        lock (_gate)
        {
            Forget();
            if (_kept.Count >= MaxKept)
            {
                _kept.Dequeue();
            }

            _kept.Enqueue((name, place, token, time.GetTimestamp()));
        }

        return name;
    }

    /// <summary>Null: there is none of that name for that place, or not any more.</summary>
    public Secret? Find(string name, string place)
    {
        lock (_gate)
        {
            Forget();
            return _kept.FirstOrDefault(kept => string.Equals(kept.Name, name, StringComparison.Ordinal) && string.Equals(kept.Place, place, StringComparison.OrdinalIgnoreCase)).Token;
        }
    }

    private void Forget()
    {
        while (_kept.TryPeek(out var oldest) && time.GetElapsedTime(oldest.Made) >= Lifetime)
        {
            _kept.Dequeue();
        }
    }
}
