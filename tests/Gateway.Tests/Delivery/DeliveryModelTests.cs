using Gateway.Delivery;
using Gateway.Events;
using Gateway.Subscriptions;
using Gateway.Tests.Subscriptions;

namespace Gateway.Tests.Delivery;

/// <summary>
/// Clients that come, go, resume, stall and read, over a hub that does the same, against what they are promised: order, nothing
/// twice, nothing missing that was not told, live once, and in the end the truth.
/// </summary>
public sealed class DeliveryModelTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int Sequences = 2_500;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Delivery_AnyCourseOfEvents_KeepsItsPromises(int part)
    {
        var first = Random.Shared.Next();
        output.WriteLine($"part {part}: seeds {first} to {first + Sequences - 1}");
        var (gaps, resumed) = (0, 0);
        for (var seed = first; seed < first + Sequences; seed++)
        {
            try
            {
                var course = new Course(seed);
                course.Run();
                gaps += course.Gaps;
                resumed += course.Resumed;
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {seed}", exception);
            }
        }

        output.WriteLine($"{gaps} clients were told a gap, {resumed} resumed");
        gaps.ShouldBeGreaterThan(Sequences / 10, "a course without trouble shows nothing");
        resumed.ShouldBeGreaterThan(Sequences / 10);
    }

    private sealed class Course : IStateRepair
    {
        private static readonly string[] Topics = ["entities/*", "entities/a", "entities/b", "lights/1", "tick", "tock"];
        private static readonly string[] Concrete = ["entities/a", "entities/b", "entities/c", "lights/1", "tick", "tock"];
        private readonly Random _random;
        private readonly OneHub _hub;
        private readonly DeliveryModelClient[] _clients = new DeliveryModelClient[3];
        private readonly List<(long Sequence, string Topic, int Data)> _truth = [];
        private readonly Dictionary<string, int> _latest = new(StringComparer.Ordinal);
        private bool _isOpen = true;
        private int _data;

        public Course(int seed)
        {
            _random = new Random(seed);
            _hub = new OneHub(history: new HubStreamOptions(HistoryEvents: _random.Next(3) == 0 ? 8 : 4_096)).Opened();
            _hub.Subscribe(_hub.Client(), "entities/*", "lights/1", "tick", "tock");
            for (var index = 0; index < _clients.Length; index++)
            {
                _clients[index] = NewClient(null, new Dictionary<string, int>(StringComparer.Ordinal), isReader: index == 2);
            }
        }

        public int Gaps { get; private set; }

        public int Resumed { get; private set; }

        public void Repair(IMessageReceiver client, string hub, IReadOnlySet<Topic>? lost) => _hub.Hub.Repair(client, lost);

        public void Run()
        {
            for (var step = 0; step < 60; step++)
            {
                Act(_random.Next(_clients.Length));
            }

            Open();
            foreach (var client in _clients)
            {
                Drain(client);
                _hub.Advance(TimeSpan.FromSeconds(10));
                Drain(client);
                Check(client);
                Gaps += client.SawGap ? 1 : 0;
            }
        }

        private void Act(int index)
        {
            var client = _clients[index];
            var topic = Topics[_random.Next(Topics.Length)];
            switch (_random.Next(17))
            {
                case 0 or 1 or 2 when client.IsReader:
                    Read(client, [.. Topics.Where(_ => _random.Next(2) == 0)]);
                    break;
                case 0 or 1 or 2:
                    Subscribe(client, [topic], interval: _random.Next(3) == 0 ? TimeSpan.FromSeconds(1 + (2 * _random.Next(2))) : TimeSpan.Zero);
                    break;
                case 3:
                    Unsubscribe(client, topic);
                    break;
                case 16:
                    _hub.Advance(TimeSpan.FromMilliseconds(_random.Next(1_500)));
                    break;
                case 4:
                    ComeBack(index);
                    break;
                case 5:
                    ToggleHub();
                    break;
                case 6 or 7 or 8:
                    for (var count = _random.Next(12); count > 0 && client.Read(); count--)
                    {
                    }

                    break;
                default:
                    Happen(_random.Next(10));
                    break;
            }
        }

        private void Happen(int events)
        {
            for (; events > 0 && _isOpen; events--)
            {
                Append(Concrete[_random.Next(Concrete.Length)]);
            }
        }

        private void Append(string topic)
        {
            _hub.Append(topic, $"{++_data}");
            _truth.Add((_hub.Stream.Cursor.Sequence, topic, _data));
            _latest[topic] = _data;
        }

        /// <summary>A reader asks once, for everything.</summary>
        private void Read(DeliveryModelClient client, IReadOnlyList<string> topics, Cursor? cursor = null)
        {
            if (client.Held.Count > 0 || topics.Count == 0)
            {
                return;
            }

            foreach (var topic in topics)
            {
                client.Queue.Expect(topic);
            }

            Subscribe(client, topics, cursor);
        }

        private void Subscribe(DeliveryModelClient client, IReadOnlyList<string> topics, Cursor? cursor = null, TimeSpan interval = default)
        {
            topics = [.. topics.Except(client.Closed, StringComparer.Ordinal)];
            foreach (var topic in topics)
            {
                client.Hold(topic, _hub.Stream.Cursor.Sequence, cursor?.Sequence);
                client.Held[topic].IsThrottled |= interval > TimeSpan.Zero;
            }

            _hub.Do(() => _ = _hub.Hub.SubscribeAsync(client.Queue, new SubscribeRequest(topics, cursor, interval), CancellationToken.None));
        }

        private void Unsubscribe(DeliveryModelClient client, string topic)
        {
            if (client.Held.ContainsKey(topic) && !client.IsReader)
            {
                if (_random.Next(2) == 0)
                {
                    Drain(client);
                }
                else
                {
                    // What it is told of the topic from now on may be about this time or the next: there is no next in this connection.
                    client.Closed.Add(topic);
                }

                client.Drop(topic, _hub.Stream.Cursor.Sequence);
                _hub.Do(() => _hub.Hub.Unsubscribe(client.Queue, [topic]));
            }
        }

        /// <summary>The connection breaks, whatever was under way; the client comes back with its cursor if it has one.</summary>
        private void ComeBack(int index)
        {
            var before = _clients[index];
            Gaps += before.SawGap ? 1 : 0;
            before.Queue.Close();
            _hub.Do(() => _hub.Hub.RemoveClient(before.Queue));
            Happen(_random.Next(12));
            var isComplete = before.Cursor is not null && (before.IsReader || before.Held.Values.All(static share => share.Lives > 0));
            var client = _clients[index] = NewClient(isComplete ? before.Cursor : null, before.View, before.IsReader);
            Resumed += isComplete && before.Held.Count > 0 ? 1 : 0;
            var cursor = isComplete && Cursor.TryParse(before.Cursor, out var parsed) ? parsed : (Cursor?)null;
            if (before.IsReader)
            {
                Read(client, [.. before.Held.Keys], cursor);
                return;
            }

            foreach (var shares in before.Held.Values.GroupBy(static share => share.IsThrottled).OrderBy(_ => _random.Next()))
            {
                Subscribe(client, [.. shares.Select(static share => share.Topic)], cursor, shares.Key ? TimeSpan.FromSeconds(1) : TimeSpan.Zero);
            }
        }

        private DeliveryModelClient NewClient(string? cursor, IReadOnlyDictionary<string, int> known, bool isReader) =>
            new(new ClientQueue(new ClientOptions(QueueMessages: 5) { BurstFor = _random.Next(4) == 0 ? TimeSpan.FromMilliseconds(250) : TimeSpan.Zero }, _hub.Time, this), cursor, known, isReader);

        private void ToggleHub()
        {
            if (_isOpen)
            {
                _isOpen = false;
                _hub.Close();
            }
            else
            {
                Open();
            }
        }

        /// <summary>The hub is back, and the session tells what became different of the state, as every kind's does.</summary>
        private void Open()
        {
            if (_isOpen)
            {
                return;
            }

            _isOpen = true;
            foreach (var client in _clients)
            {
                client.HubCameBack();
            }

            _hub.Open();
            foreach (var topic in Concrete.Where(topic => topic.Contains('/', StringComparison.Ordinal) && _random.Next(2) == 0))
            {
                Append(topic);
            }
        }

        private static void Drain(DeliveryModelClient client)
        {
            while (client.Read())
            {
            }
        }

        private void Check(DeliveryModelClient client)
        {
            DeliveryModelClient.Share[] shares = [.. client.Held.Values, .. client.Ended];
            client.Held.Values.ShouldAllBe(static share => share.Lives > 0);
            var promised = _truth.Where(row => shares.Any(share => share.Promises(row.Topic, row.Sequence))).Select(static row => row.Data).ToHashSet();
            var allowed = _truth.Where(row => shares.Any(share => share.Allows(row.Topic, row.Sequence))).Select(static row => row.Data).ToHashSet();
            client.Delivered.Except(allowed).ShouldBeEmpty("nothing came that was not asked for");
            var missing = promised.Except(client.Delivered).Count();
            missing.ShouldBeLessThanOrEqualTo((int)client.Missed, "what is missing was told");
            if (!client.SawGap)
            {
                missing.ShouldBe(0);
            }

            foreach (var (topic, data) in _latest.Where(pair => pair.Key.Contains('/', StringComparison.Ordinal) && client.Held.Values.Any(share => share.Covers(pair.Key))))
            {
                client.View.GetValueOrDefault(topic).ShouldBe(data, $"what the client shows of {topic}");
            }
        }
    }
}
