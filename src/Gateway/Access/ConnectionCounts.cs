using System.Net;

namespace Gateway.Access;

/// <summary>
/// Bounds how many lasting connections (live connections and event streams) one address and one key may have. This machine's own address
/// is free. Holds an entry only for who has a connection. Thread-safe.
/// </summary>
internal sealed class ConnectionCounts(AccessOptions options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _addresses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _keys = new(StringComparer.Ordinal);

    /// <summary>Takes a place; disposing of it gives it back. Null: there is none, and <paramref name="refusal"/> says of what.</summary>
    public IDisposable? TryTake(IPAddress? address, AccessKey? key, out string refusal)
    {
        var block = ClientAddress.IsHere(address) ? null : ClientAddress.Block(address);
        lock (_gate)
        {
            refusal = !HasRoom(_addresses, block, options.ConnectionsPerAddress)
                ? $"There are {options.ConnectionsPerAddress} connections from this address already ('Access:ConnectionsPerAddress')."
                : !HasRoom(_keys, key?.Name, options.ConnectionsPerKey) ? $"There are {options.ConnectionsPerKey} connections with this key already ('Access:ConnectionsPerKey')."
                : "";
            if (refusal.Length > 0)
            {
                return null;
            }

            Count(_addresses, block, 1);
            Count(_keys, key?.Name, 1);
            return new Place(this, block, key?.Name);
        }
    }

    private static bool HasRoom(Dictionary<string, int> counts, string? name, int most) => name is null || counts.GetValueOrDefault(name) < most;

    private static void Count(Dictionary<string, int> counts, string? name, int change)
    {
        if (name is null)
        {
            return;
        }

        var count = counts.GetValueOrDefault(name) + change;
        if (count == 0)
        {
            counts.Remove(name);
        }
        else
        {
            counts[name] = count;
        }
    }

    private void GiveBack(string? block, string? key)
    {
        lock (_gate)
        {
            Count(_addresses, block, -1);
            Count(_keys, key, -1);
        }
    }

    private sealed class Place(ConnectionCounts owner, string? block, string? key) : IDisposable
    {
        private int _isGivenBack;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isGivenBack, 1) == 0)
            {
                owner.GiveBack(block, key);
            }
        }
    }
}
