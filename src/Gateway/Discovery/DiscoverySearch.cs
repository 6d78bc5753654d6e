using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Gateway.Discovery;

/// <summary>One look around the network: a question to all, and whoever answers in time. Nothing that is found is dialled.</summary>
internal sealed partial class DiscoverySearch(DiscoveryNetwork network, TimeProvider time, ILogger<DiscoverySearch> logger)
{
    /// <summary>More hubs of one kind than anybody has: a neighbour that announces thousands fills no page, and hides none of another kind.</summary>
    public const int MaxOfKind = 16;

    /// <summary>Link-local, whatever it says (RFC 6762, section 11).</summary>
    private const byte MdnsHops = 255;

    /// <summary>What UPnP recommends.</summary>
    private const byte SsdpHops = 2;

    /// <summary>Questions get lost; and once more is enough.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(0.8);

    /// <summary>Returns after the network's patience, earlier only when it is cancelled. Never throws.</summary>
    public async Task<IReadOnlyList<DiscoveryFinding>> RunAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(network.Patience, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var found = new ConcurrentQueue<DiscoveryFinding>();
        await Task.WhenAll(network.Places().SelectMany(place => new[]
        {
            SafelyAsync(place, () => AskMdnsAsync(place, found, ending.Token), ending.Token),
            SafelyAsync(place, () => AskSsdpAsync(place, found, ending.Token), ending.Token),
        }));
        return
        [
            .. found.DistinctBy(static finding => (finding.Kind, finding.Url))
                .GroupBy(static finding => finding.Kind, StringComparer.Ordinal).OrderBy(static kind => kind.Key, StringComparer.Ordinal)
                .SelectMany(static kind => kind.OrderBy(static finding => finding.Name, StringComparer.Ordinal).Take(MaxOfKind)),
        ];
    }

    /// <summary>A network that cannot be asked is one from which nothing is known.</summary>
    private async Task SafelyAsync(LocalPlace place, Func<Task> askAsync, CancellationToken ending)
    {
        try
        {
            await askAsync();
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The time is over.
        }
        catch (SocketException exception)
        {
            LogMute(logger, place.Address, exception.Message);
        }
    }

    private async Task AskMdnsAsync(LocalPlace place, ConcurrentQueue<DiscoveryFinding> found, CancellationToken ending)
    {
        using var socket = new DiscoverySocket(place, network.Mdns, MdnsHops);

        // Answers to another port than 5353 repeat the question's id (RFC 6762, section 6.7): whoever did not hear it cannot.
        var id = (ushort)RandomNumberGenerator.GetInt32(1, ushort.MaxValue);
        var answers = new MdnsAnswers();
        var first = DnsMessage.Query(id, answers.Next());
        try
        {
            await AskAsync(socket, first, ending, async (bytes, _) =>
            {
                if (DnsMessage.TryReadAnswer(bytes.Span, id, out var message))
                {
                    answers.Take(message);
                    await socket.SendAsync(DnsMessage.Query(id, answers.Next()), ending);
                }
            });
        }
        finally
        {
            foreach (var finding in answers.Findings())
            {
                found.Enqueue(finding);
            }
        }
    }

    private async Task AskSsdpAsync(LocalPlace place, ConcurrentQueue<DiscoveryFinding> found, CancellationToken ending)
    {
        using var socket = new DiscoverySocket(place, network.Ssdp, SsdpHops);
        await AskAsync(socket, SsdpAnswer.Search, ending, (bytes, sender) =>
        {
            if (SsdpAnswer.TryRead(bytes.Span, out var answer))
            {
                found.Enqueue(answer.From(sender));
            }

            return Task.CompletedTask;
        });
    }

    private Task AskAsync(DiscoverySocket socket, ReadOnlyMemory<byte> question, CancellationToken ending, Func<ReadOnlyMemory<byte>, System.Net.IPAddress, Task> takeAsync) =>
        Task.WhenAll(socket.ReceiveAsync(takeAsync, ending), AskTwiceAsync(socket, question, ending));

    private async Task AskTwiceAsync(DiscoverySocket socket, ReadOnlyMemory<byte> question, CancellationToken ending)
    {
        await socket.SendAsync(question, ending);
        await Task.Delay(AskAgain, time, ending);
        await socket.SendAsync(question, ending);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The network of {Address} cannot be searched for hubs: {Fault}")]
    private static partial void LogMute(ILogger logger, System.Net.IPAddress address, string fault);
}
