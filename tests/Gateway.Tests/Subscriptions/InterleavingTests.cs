using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Gateway.Delivery;
using Gateway.Events;
using Gateway.Subscriptions;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Subscriptions;

/// <summary>Real threads: a hub that never pauses while clients with real queues come and go.</summary>
public sealed class InterleavingTests
{
    private const int Topics = 5;
    private const int Rounds = 25;

    private readonly TopicIndex _index = new();
    private readonly HubStream _stream;
    private readonly HubSubscriptions _hub;

    public InterleavingTests()
    {
        _stream = new HubStream("home", new HubStreamOptions(1_000_000), TimeProvider.System, _index.Deliver) { Keeps = _index.Wanted.Keeps };
        _hub = new HubSubscriptions("Test", _stream, _index, new SubscriptionOptions(TimeSpan.Zero), TimeProvider.System, static _ => { });
        var watch = new FakeWatch();
        watch.Open();
        _hub.Attach(watch);
        _stream.Family("entities", "entities/");
        _hub.SessionOpened(watch);
    }

    [Theory]
    [InlineData("entities/*", "entities/1")]
    [InlineData("*", "t1")]
    public async Task Subscribe_WhileEventsCome_LosesNothingRepeatsNothingAndStartsWithLive(string pattern, string exact)
    {
        using var ending = new CancellationTokenSource();
        var hub = AppendAsync(pattern.StartsWith("entities", StringComparison.Ordinal), ending.Token);
        var seed = Random.Shared.Next();
        var clients = Enumerable.Range(0, 3).Select(number => Task.Run(() => VisitAsync(pattern, exact, new Random(seed + number)))).ToArray();
        try
        {
            await Task.WhenAll(clients).Soon();
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"seed {seed}", exception);
        }
        finally
        {
            await ending.CancelAsync();
            await hub.Soon();
        }
    }

    private Task AppendAsync(bool hasState, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            var table = _stream.Family(hasState ? "entities" : "bus");
            var counts = new int[Topics];
            for (var number = 0; !cancellationToken.IsCancellationRequested; number++)
            {
                var topic = number % Topics;
                var name = Encoding.UTF8.GetBytes(hasState ? $"{topic}" : $"t{topic}");
                _stream.Append(table, name, "changed"u8, Encoding.UTF8.GetBytes($"{++counts[topic]}"), hasState ? Retention.Value : Retention.None);
                if (number % 100 == 0)
                {
                    // A publisher that never rests would fill a queue of any size on a busy machine.
                    cancellationToken.WaitHandle.WaitOne(1);
                }
            }
        },
        CancellationToken.None);

    private async Task VisitAsync(string pattern, string exact, Random random)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var wire = new CountingWire(pattern.StartsWith("entities", StringComparison.Ordinal));
            var queue = new ClientQueue(new ClientOptions(1_000_000, int.MaxValue), TimeProvider.System, new FakeRepair());
            var pump = new ClientPump(queue, wire).RunAsync(CancellationToken.None);
            string[] topics = random.Next(2) == 0 ? [pattern, exact] : [exact, pattern];
            await _hub.SubscribeAsync(queue, new SubscribeRequest([topics[0]]), CancellationToken.None);
            await _hub.SubscribeAsync(queue, new SubscribeRequest([topics[1]]), CancellationToken.None);
            await Eventually.TrueAsync(() => wire.Live == 2 && wire.Events > 50 + random.Next(200), "both are live and events come");
            queue.Close();
            _hub.RemoveClient(queue);
            await pump.Soon();
            wire.Check(pattern, exact);
        }
    }

    /// <summary>Reads what would go over the wire and looks for holes.</summary>
    private sealed class CountingWire(bool hasState) : IClientWire
    {
        private readonly Dictionary<string, long> _last = new(StringComparer.Ordinal);
        private readonly ConcurrentDictionary<string, bool> _live = new(StringComparer.Ordinal);
        private readonly ConcurrentQueue<string> _faults = new();
        private int _events;

        public int Events => Volatile.Read(ref _events);

        public int Live => _live.Count;

        public void Frame(System.Buffers.IBufferWriter<byte> output, in Outgoing outgoing)
        {
            var message = outgoing.Message;
            output.GetSpan(1)[0] = (byte)'x';
            output.Advance(1);
            using var json = JsonDocument.Parse(message.Payload);
            var topic = json.RootElement.GetProperty("topic").GetString()!;
            if (message is not HubEvent)
            {
                _live[topic] = true;
                return;
            }

            Interlocked.Increment(ref _events);
            var data = json.RootElement.GetProperty("data").GetInt64();
            var isKnown = _last.TryGetValue(topic, out var last);
            if (!outgoing.AsSnapshot && isKnown && data != last + 1)
            {
                _faults.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{topic}: {data} after {last}"));
            }

            if (hasState && !outgoing.AsSnapshot && _live.IsEmpty)
            {
                _faults.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{topic}: {data} before live"));
            }

            if (outgoing.AsSnapshot && data < last)
            {
                _faults.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{topic}: snapshot {data} after {last}"));
            }

            _last[topic] = data;
        }

        public ValueTask WriteAsync(Memory<byte> messages, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public void Check(params string[] topics)
        {
            _faults.ShouldBeEmpty();
            _live.Keys.Order(StringComparer.Ordinal).ShouldBe(topics.Order(StringComparer.Ordinal));
        }
    }
}
