using System.Globalization;
using System.Text.Json.Nodes;

namespace Gateway.DemoHubs.Homey.Home;

/// <summary>Lets the home live: each step changes a thing or two, the same ones for the same seed.</summary>
internal sealed class LivingHome(HomeyHome home, int seed)
{
    private static readonly string[] Lights = [HomeSeed.HallLight, HomeSeed.KitchenLight, HomeSeed.LivingLight];

    private readonly Random _random = new(seed);
    private readonly PriorityQueue<Action, int> _later = new();
    private int _step;

    public void Step()
    {
        _step++;
        while (_later.TryPeek(out _, out var due) && due <= _step)
            _later.Dequeue()();
        Measure();
        switch (_random.Next(20))
        {
            case < 4:
                Walk();
                break;
            case 4 or 5:
                Open();
                break;
            case 6 or 7:
                var light = Lights[_random.Next(Lights.Length)];
                Switch(light, !IsOn(light));
                break;
            case 8:
                Switch(HomeSeed.Coffee, isOn: true);
                Later(6, () => Switch(HomeSeed.Coffee, isOn: false));
                break;
            case 9:
                var user = _random.Next(2) == 0 ? HomeSeed.Mia : HomeSeed.Jonas;
                home.Users.Update(user, ("present", home.Users.Find(user)?["present"]?.GetValue<bool>() is false));
                break;
            case 10:
                home.Variables.Update(HomeSeed.Guests, ("value", _random.Next(5)));
                break;
            case 11:
                home.Flows.Update(HomeSeed.Evening, ("enabled", home.Flows.Find(HomeSeed.Evening)?["enabled"]?.GetValue<bool>() is false));
                break;
            case 12:
                home.Notify("Somebody rang at the **front door**");
                break;
            case 13:
                home.Change(HomeSeed.Thermostat, "target_temperature", 19 + (_random.Next(7) / 2.0));
                break;
            default:
                break;
        }
    }

    private void Measure()
    {
        switch (_random.Next(3))
        {
            case 0:
                // The room follows what the thermostat wants.
                var target = Number(HomeSeed.Thermostat, "target_temperature");
                var room = Number(HomeSeed.Thermostat, "measure_temperature");
                home.Change(HomeSeed.Thermostat, "measure_temperature", Math.Round(room + Math.Clamp((target - room) * 0.2, -0.3, 0.3) + Noise(0.1), 1));
                break;
            case 1:
                home.Change(HomeSeed.Motion, "measure_luminance", Math.Round(Math.Clamp(Number(HomeSeed.Motion, "measure_luminance") + Noise(15), 0, 500)));
                break;
            default:
                var power = 180 + (Lights.Count(IsOn) * 9) + Number(HomeSeed.Coffee, "measure_power") + Noise(40);
                home.Change(HomeSeed.Meter, "measure_power", Math.Round(power, 1));
                home.Change(HomeSeed.Meter, "meter_power", Math.Round(Number(HomeSeed.Meter, "meter_power") + (power / 36_000), 2));
                break;
        }
    }

    private void Walk()
    {
        home.Change(HomeSeed.Motion, "alarm_motion", value: true);
        home.Zones.Update(HomeSeed.Hall, ("active", true), ("activeLastUpdated", home.NowText));
        Switch(HomeSeed.HallLight, isOn: true);
        Later(5, () =>
        {
            home.Change(HomeSeed.Motion, "alarm_motion", value: false);
            home.Zones.Update(HomeSeed.Hall, ("active", false), ("activeLastUpdated", home.NowText));
        });
        Later(9, () => Switch(HomeSeed.HallLight, home.Value(HomeSeed.Motion, "alarm_motion")?.GetValue<bool>() is true));
    }

    private void Open()
    {
        home.Change(HomeSeed.Door, "alarm_contact", value: true);
        Later(3, () => home.Change(HomeSeed.Door, "alarm_contact", value: false));
    }

    private void Switch(string deviceId, bool isOn)
    {
        home.Change(deviceId, "onoff", isOn);
        if (string.Equals(deviceId, HomeSeed.Coffee, StringComparison.Ordinal))
            home.Change(deviceId, "measure_power", isOn ? 1180 : 0);
        else if (isOn)
            home.Change(deviceId, "dim", Math.Round(0.2 + (_random.NextDouble() * 0.8), 2));
    }

    // A client or a test may have removed the device or set it to something else.
    private bool IsOn(string deviceId) => home.Value(deviceId, "onoff") is JsonValue value && value.TryGetValue(out bool isOn) && isOn;

    private double Number(string deviceId, string capabilityId) =>
        double.TryParse(home.Value(deviceId, capabilityId)?.ToJsonString(), CultureInfo.InvariantCulture, out var number) ? number : 0;

    private double Noise(double width) => (_random.NextDouble() - 0.5) * 2 * width;

    private void Later(int steps, Action action) => _later.Enqueue(action, _step + steps);
}
