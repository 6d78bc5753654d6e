using System.Text.Json.Nodes;

namespace Gateway.DemoHubs.Deconz.House;

/// <summary>Lets the house live: each step changes a thing or two, the same ones for the same seed.</summary>
internal sealed class DeconzLife(DeconzHouse house, int seed)
{
    private static readonly string[] Lights = ["1", "2", "3", "4"];

    private readonly Random _random = new(seed);
    private readonly PriorityQueue<Action, int> _later = new();
    private int _step;

    public void Step()
    {
        lock (house.Gate)
        {
            _step++;
            while (_later.TryPeek(out _, out var due) && due <= _step)
                _later.Dequeue()();
            Measure();
            Chatter();
            switch (_random.Next(20))
            {
                case < 4:
                    Motion();
                    break;
                case 4 or 5:
                    Open();
                    break;
                case < 9:
                    Lamp(Lights[_random.Next(Lights.Length)], _random.Next(3) > 0);
                    break;
                case 9:
                    Press();
                    break;
                case 10:
                    house.CallScene("1", _random.Next(2) == 0 ? "1" : "2");
                    break;
                case 11:
                    house.Change("sensors", "4", "config", ("battery", _random.Next(60, 90)));
                    break;
                default:
                    break;
            }
        }
    }

    private void Measure()
    {
        switch (_random.Next(3))
        {
            case 0:
                Walk("2", "temperature", 20, 1800, 2500);
                break;
            case 1:
                Walk("5", "power", 300, 2, 2200);
                break;
            default:
                break;
        }
    }

    /// <summary>Most of what a real gateway sends.</summary>
    private void Chatter()
    {
        if (_random.Next(2) == 0)
            house.Hear("lights", Lights[_random.Next(Lights.Length)]);
        else
            house.Hear("sensors", _random.Next(1, 6).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private void Motion()
    {
        Sense("1", "presence", true);
        Lamp("1", on: true);
        _later.Enqueue(() => Sense("1", "presence", false), _step + 5);
        _later.Enqueue(() => Lamp("1", on: false), _step + 8);
    }

    private void Open()
    {
        Sense("3", "open", true);
        _later.Enqueue(() => Sense("3", "open", false), _step + 3);
    }

    private void Press()
    {
        var button = _random.Next(1, 5);
        Sense("4", "buttonevent", button * 1000);
        Sense("4", "buttonevent", (button * 1000) + 2);
    }

    private void Lamp(string id, bool on)
    {
        if (on)
            house.Change("lights", id, "state", ("on", true), ("bri", _random.Next(30, 255)));
        else
            house.Change("lights", id, "state", ("on", false));
    }

    private void Walk(string id, string name, int stride, int least, int most)
    {
        var value = house.Find("sensors", id)?["state"]?[name]?.GetValue<int>() ?? least;
        Sense(id, name, Math.Clamp(value + _random.Next(-stride, stride + 1), least, most));
    }

    private void Sense(string id, string name, JsonNode value) => house.Change("sensors", id, "state", (name, value), ("lastupdated", house.Now));
}
