using System.Net;

namespace Gateway.Access;

/// <summary>
/// Counts the wrong keys of each address, over every transport. Ten a minute are answered as wrong, further ones with when to come back.
/// A right key is never refused for wrong ones from the same address: behind one address may be a whole house, and guessing 256 random
/// bits is hopeless at any speed. What is bounded is the noise.
/// </summary>
internal sealed class WrongKeys(TimeProvider time)
{
    public const int PerMinute = 10;

    private const int MaxAddresses = 10_000;

    private readonly WindowCounts _counts = new(TimeSpan.FromMinutes(1), MaxAddresses, time);

    /// <summary>Notes a wrong key; how long to wait when there were too many, else null.</summary>
    public TimeSpan? Add(IPAddress? address)
    {
        var (count, left) = _counts.Add(ClientAddress.Block(address));
        return count > PerMinute ? left : null;
    }

    /// <summary>Forgets what is over.</summary>
    public void Forget() => _counts.TakeEnded();
}
