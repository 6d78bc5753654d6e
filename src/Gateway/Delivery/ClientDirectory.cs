using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Gateway.Events;

namespace Gateway.Delivery;

/// <summary>Every connected client. Thread-safe.</summary>
internal sealed class ClientDirectory(ClientOptions options, TimeProvider time, IStateRepair repair)
{
    /// <summary>Of a client's id; drawn by lot, so that an id of yesterday names nobody else today.</summary>
    private const int IdLength = 16;

    private readonly ConcurrentDictionary<string, Client> _clients = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ClientTotals> _departed = new(StringComparer.Ordinal);
    private readonly Lock _leaving = new();
    private int _count;
    private volatile bool _isClosed;

    /// <summary>Whether one more would be too many.</summary>
    public bool IsFull => Volatile.Read(ref _count) >= options.MaxConnections;

    /// <summary>Whether nobody is taken in any more, because the gateway stops.</summary>
    public bool IsClosed => _isClosed;

    public IReadOnlyCollection<Client> All => (IReadOnlyCollection<Client>)_clients.Values;

    /// <summary>The gateway stops: nobody is taken in any more.</summary>
    public void Close() => _isClosed = true;

    /// <summary>Takes a client in; false when there are <c>Clients:MaxConnections</c> already.</summary>
    public bool TryAdd(ClientCard card, IReadRights rights, [NotNullWhen(true)] out Client? client)
    {
        if (Interlocked.Increment(ref _count) > options.MaxConnections || _isClosed)
        {
            Interlocked.Decrement(ref _count);
            client = null;
            return false;
        }

        client = new Client(RandomNumberGenerator.GetHexString(IdLength, lowercase: true), card, new ClientQueue(options, time, repair, rights), time.GetUtcNow());
        _clients[client.Id] = client;
        return true;
    }

    public bool TryFind(string id, [NotNullWhen(true)] out Client? client) => _clients.TryGetValue(id, out client);

    public void Remove(Client client)
    {
        // In one step with what is read of it, so that a total never shrinks.
        lock (_leaving)
        {
            if (_clients.TryRemove(new KeyValuePair<string, Client>(client.Id, client)))
            {
                Interlocked.Decrement(ref _count);
                _departed[client.Transport] = _departed.GetValueOrDefault(client.Transport) + ClientTotals.Of(client) with { Clients = 0, Waiting = 0, MostWaiting = 0 };
                if (client.Queue.Cut is { IsAsked: false } cut)
                {
                    Cuts.Count(client.Transport, cut.Name);
                }
            }
        }

        client.Queue.Close();
    }

    /// <summary>Connections that the gateway ended because their clients were too slow.</summary>
    public ClientCuts Cuts { get; } = new(time);

    /// <summary>What was and is delivered, by transport.</summary>
    public IReadOnlyDictionary<string, ClientTotals> Totals()
    {
        lock (_leaving)
        {
            var totals = new Dictionary<string, ClientTotals>(_departed, StringComparer.Ordinal);
            foreach (var (_, client) in _clients)
            {
                totals[client.Transport] = totals.GetValueOrDefault(client.Transport) + ClientTotals.Of(client);
            }

            return totals;
        }
    }

    /// <summary>Offers a message about a hub to every client that it concerns and that may know of it. The caller keeps its references.</summary>
    /// <param name="hub">The hub's id.</param>
    /// <param name="message">For those that may be shown everything.</param>
    /// <param name="forAll">What everybody may be shown instead; by default the same.</param>
    public void Broadcast(string hub, SharedMessage message, SharedMessage? forAll = null)
    {
        foreach (var (_, client) in _clients)
        {
            if ((client.Hub is null || string.Equals(client.Hub, hub, StringComparison.Ordinal)) && client.Queue.Rights.MaySee(hub))
            {
                client.Queue.Offer(client.Queue.Rights is AllRights ? message : forAll ?? message);
            }
        }
    }
}
