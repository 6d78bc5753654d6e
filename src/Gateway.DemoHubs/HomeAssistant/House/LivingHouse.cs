using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.HomeAssistant.Wire;
using Gateway.DemoHubs.Wire;

namespace Gateway.DemoHubs.HomeAssistant.House;

/// <summary>Lets the house live: each step changes a thing or two, the same ones for the same seed.</summary>
internal sealed class LivingHouse(DemoHouse house, int seed, int extraEntities)
{
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
            switch (_random.Next(20))
            {
                case < 4:
                    Motion();
                    break;
                case 4 or 5:
                    Open("binary_sensor.front_door", 3);
                    break;
                case 6:
                    Open("binary_sensor.kitchen_window", 12);
                    break;
                case 7:
                    Toggle("person.mia", "home", "not_home");
                    break;
                case 8:
                    Toggle("person.jonas", "home", "not_home");
                    break;
                case 9:
                    Toggle("switch.coffee_machine", "on", "off");
                    break;
                case 10 or 11:
                    Lamp(Pick("light.kitchen", "light.living_room", "light.bedroom"), _random.Next(3) > 0, house.NewContext());
                    break;
                case 12:
                    house.Fire("doorbell_pressed", """{"button":"front","presses":1}""", house.NewContext());
                    break;
                case 13:
                    Outdoors();
                    break;
                default:
                    break;
            }
        }
    }

    private void Measure()
    {
        switch (_random.Next(extraEntities > 0 ? 6 : 5))
        {
            case 0:
                Walk(Pick("sensor.bedroom_temperature", "sensor.garden_temperature"), 0.2, 5, 30);
                break;
            case 1:
                var warmth = Walk("sensor.living_room_temperature", 0.2, 18, 25);
                Change("climate.living_room", house.NewContext(), ("current_temperature", Float(warmth)));
                break;
            case 2:
                Walk("sensor.living_room_humidity", 1, 35, 60);
                break;
            case 3:
                var power = Walk("sensor.house_power", 90, 120, 2400);
                house.Update("sensor.house_energy", PythonText.Float(Math.Round(Value("sensor.house_energy") + (power / 36_000), 2)), house.NewContext());
                break;
            case 4:
                Walk("sensor.solar_power", 120, 0, 3600);
                break;
            default:
                Walk(HouseSeed.Extra(_random.Next(extraEntities) + 1).EntityId, 0.5, 10, 30);
                break;
        }
    }

    private void Motion()
    {
        var context = house.NewContext();
        house.Update("binary_sensor.hall_motion", "on", context);

        // As an automation would: the light's context names the motion as its parent.
        Lamp("light.hall", on: true, house.NewContext(parentId: context.Id));
        Later(5, () => house.Update("binary_sensor.hall_motion", "off", house.NewContext()));
        Later(9, () => Lamp("light.hall", house.Find("binary_sensor.hall_motion")?.State is "on", house.NewContext()));
    }

    private void Open(string entityId, int steps)
    {
        house.Update(entityId, "on", house.NewContext());
        Later(steps, () => house.Update(entityId, "off", house.NewContext()));
    }

    private void Outdoors()
    {
        house.Update("weather.home", Pick("sunny", "partlycloudy", "cloudy", "rainy"), house.NewContext(),
            ("temperature", Float(Value("sensor.garden_temperature"))), ("wind_speed", Float(Math.Round(_random.NextDouble() * 20, 1))));
        Change("sun.sun", house.NewContext(), ("elevation", Float(Math.Round(10 + (_random.NextDouble() * 40), 1))));
    }

    private void Lamp(string entityId, bool on, HouseContext context)
    {
        var brightness = _random.Next(40, 255);
        if (on)
            house.Update(entityId, "on", context, ("color_mode", "color_temp"), ("brightness", brightness), ("color_temp", _random.Next(200, 450)));
        else
            house.Update(entityId, "off", context, ("color_mode", null), ("brightness", null), ("color_temp", null));
    }

    private void Toggle(string entityId, string one, string other)
    {
        if (house.Find(entityId) is { } entity)
            house.Update(entityId, string.Equals(entity.State, one, StringComparison.Ordinal) ? other : one, house.NewContext());
    }

    private double Walk(string entityId, double stride, double least, double most)
    {
        var value = Math.Round(Math.Clamp(Value(entityId) + ((_random.NextDouble() - 0.5) * 2 * stride), least, most), 1);
        house.Update(entityId, PythonText.Float(value), house.NewContext());
        return value;
    }

    private void Change(string entityId, HouseContext context, params ReadOnlySpan<(string Name, JsonNode? Value)> changes)
    {
        if (house.Find(entityId) is { } entity)
            house.Update(entityId, entity.State, context, changes);
    }

    // A test may have set a sensor to "unavailable".
    private double Value(string entityId) =>
        double.TryParse(house.Find(entityId)?.State, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : 20;

    private void Later(int steps, Action action) => _later.Enqueue(action, _step + steps);

    private string Pick(params ReadOnlySpan<string> choices) => choices[_random.Next(choices.Length)];

    private static JsonNode? Float(double value) => WireJson.Parse(PythonText.Float(value));
}
