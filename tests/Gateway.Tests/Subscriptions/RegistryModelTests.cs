using Gateway.Subscriptions;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Subscriptions;

/// <summary>Anything in any order: whatever happened, in the end the hub is asked for exactly what clients want.</summary>
public sealed class RegistryModelTests
{
    private static readonly string[] Topics = ["entities/*", "entities/light.hall", "tick", "lights/1"];

    [Fact]
    public void Registry_AnyCourseOfEvents_EndsAskedForExactlyWhatIsWanted()
    {
        for (var round = 0; round < 400; round++)
        {
            var seed = Random.Shared.Next();
            try
            {
                new Course(seed).Run();
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {seed}", exception);
            }
        }
    }

    private sealed class Course(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly OneHub _hub = new(order: new Random(seed));
        private readonly Dictionary<FakeReceiver, HashSet<string>> _wanted = [];
        private readonly List<Task> _answers = [];
        private bool _isOpen;
        private int _data;

        public void Run()
        {
            _hub.Watch.AnswersAtOnce = false;
            for (var client = 0; client < 3; client++)
            {
                _wanted.Add(_hub.Client(), new HashSet<string>(StringComparer.Ordinal));
            }

            for (var step = 0; step < 60; step++)
            {
                // Some steps pass without letting everything happen that could: only then do races come about.
                _hub.Steps.Enter(Act);
                for (var small = _random.Next(4); small > 0; small--)
                {
                    _hub.Steps.Step();
                }
            }

            Settle();
            Check();
        }

        private void Act()
        {
            var client = _wanted.Keys.ElementAt(_random.Next(_wanted.Count));
            var topic = Topics[_random.Next(Topics.Length)];
            switch (_random.Next(12))
            {
                case 0 or 1 or 2:
                    _wanted[client].Add(topic);
                    _answers.Add(_hub.Hub.SubscribeAsync(client, new SubscribeRequest([topic]), CancellationToken.None));
                    break;
                case 3 or 4:
                    _hub.Hub.Unsubscribe(client, [topic]).Count.ShouldBe(_wanted[client].Remove(topic) ? 1 : 0);
                    break;
                case 5:
                    _hub.Hub.RemoveClient(client);
                    _wanted[client].Clear();
                    break;
                case 6:
                    OpenOrClose();
                    break;
                case 7 or 8:
                    AnswerOne();
                    break;
                case 9:
                    _hub.Time.Advance(TimeSpan.FromSeconds(_random.Next(7)));
                    break;
                case 10:
                    client.RunDeferred();
                    break;
                default:
                    _hub.Append(_random.Next(2) == 0 ? "tick" : "entities/light.hall", $"{_data++}");
                    break;
            }
        }

        private void OpenOrClose()
        {
            _isOpen = !_isOpen;
            if (_isOpen)
            {
                _hub.Watch.Open();
                _hub.Hub.SessionOpened(_hub.Watch);
            }
            else
            {
                _hub.Watch.Close();
                _hub.Hub.SessionClosed();
            }
        }

        private void AnswerOne()
        {
            if (_hub.Watch.Asking is [var asked, ..])
            {
                _hub.Watch.Answer(asked, _random.Next(3) == 0 ? WatchOutcome.Refused("no") : WatchOutcome.Live);
            }
            else if (_hub.Watch.Unasking is [var unasked, ..])
            {
                _hub.Watch.Confirm(unasked);
            }
        }

        /// <summary>The hub is there, says yes to everything, and every timer has had its time.</summary>
        private void Settle()
        {
            if (!_isOpen)
            {
                _hub.Steps.Enter(OpenOrClose);
            }

            _hub.Watch.AnswersAtOnce = true;
            for (var minute = 0; minute < 3; minute++)
            {
                foreach (var key in _hub.Watch.Asking)
                {
                    _hub.Answer(key, WatchOutcome.Live);
                }

                foreach (var key in _hub.Watch.Unasking)
                {
                    _hub.Confirm(key);
                }

                _hub.Advance(TimeSpan.FromMinutes(1));
            }
        }

        private void Check()
        {
            var keys = _wanted.Values.SelectMany(static topics => topics).Select(topic => _hub.Watch.Plan(topic).Plan!.UpstreamKey);
            _hub.Watch.Live.ShouldBe(keys.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
            _hub.Watch.Faults.ShouldBeEmpty();
            var held = _wanted.Values.SelectMany(static topics => topics).GroupBy(static topic => topic, StringComparer.Ordinal);
            _hub.Rows.ShouldBe(held.Select(static topic => $"{topic.Key}=Live*{topic.Count()}").Order(StringComparer.Ordinal));
            _hub.Hub.Status().Clients.ShouldBe(_wanted.Values.Count(static topics => topics.Count > 0));
            foreach (var (client, topics) in _wanted)
            {
                CheckClient(client, topics);
            }
        }

        private void CheckClient(FakeReceiver client, HashSet<string> topics)
        {
            foreach (var topic in topics)
            {
                client.Heard.Last(text => text.StartsWith(topic + " ", StringComparison.Ordinal)).ShouldBe($"{topic} live");
            }

            client.Forget();
            _hub.Append("entities/light.hall", "\"end\"");
            _hub.Append("tick", "\"end\"");
            string[] expected =
            [
                .. topics.Any(static topic => topic.StartsWith("entities/", StringComparison.Ordinal)) ? ["entities/light.hall=\"end\""] : Array.Empty<string>(),
                .. topics.Contains("tick") ? ["tick=\"end\""] : Array.Empty<string>(),
            ];
            client.Heard.ShouldBe(expected);
        }
    }
}
