using System.Globalization;
using Gateway.DemoHubs.Wire;

namespace Gateway.DemoHubs.HomeAssistant.House;

internal sealed record SeedEntity(string EntityId, string State, string? AreaId, string Attributes);

/// <summary>A small home as it stands when the hub starts.</summary>
internal static class HouseSeed
{
    public static readonly IReadOnlyList<(string Id, string Name)> Areas =
    [
        ("hall", "Hall"), ("kitchen", "Kitchen"), ("living_room", "Living Room"), ("bedroom", "Bedroom"), ("garden", "Garden"),
    ];

    public static readonly IReadOnlyList<SeedEntity> Entities =
    [
        Light("hall", "Hall Light"),
        Light("kitchen", "Kitchen Light"),
        Light("living_room", "Living Room Light"),
        Light("bedroom", "Bedroom Light"),
        new("switch.coffee_machine", "off", "kitchen", """{"device_class":"outlet","friendly_name":"Coffee Machine"}"""),
        new("switch.garden_pump", "off", "garden", """{"device_class":"switch","friendly_name":"Garden Pump"}"""),
        Sensor("living_room_temperature", "21.4", "living_room", "measurement", "°C", "temperature", "Living Room Temperature"),
        Sensor("bedroom_temperature", "19.2", "bedroom", "measurement", "°C", "temperature", "Bedroom Temperature"),
        Sensor("garden_temperature", "12.8", "garden", "measurement", "°C", "temperature", "Garden Temperature"),
        Sensor("living_room_humidity", "46.0", "living_room", "measurement", "%", "humidity", "Living Room Humidity"),
        Sensor("house_power", "412.0", null, "measurement", "W", "power", "House Power"),
        Sensor("solar_power", "1280.0", "garden", "measurement", "W", "power", "Solar Power"),
        Sensor("house_energy", "8412.36", null, "total_increasing", "kWh", "energy", "House Energy"),
        Binary("hall_motion", "hall", "motion", "Hall Motion"),
        Binary("front_door", "hall", "door", "Front Door"),
        Binary("kitchen_window", "kitchen", "window", "Kitchen Window"),
        new("person.mia", "home", null, """{"editable":true,"id":"mia","device_trackers":[],"friendly_name":"Mia"}"""),
        new("person.jonas", "not_home", null, """{"editable":true,"id":"jonas","device_trackers":[],"friendly_name":"Jonas"}"""),
        new("climate.living_room", "heat", "living_room",
            """{"hvac_modes":["off","heat","auto"],"min_temp":7.0,"max_temp":30.0,"target_temp_step":0.5,"current_temperature":21.4,"temperature":21.0,"hvac_action":"idle","friendly_name":"Living Room Thermostat","supported_features":1}"""),
        new("cover.bedroom_blind", "open", "bedroom",
            """{"current_position":100,"device_class":"blind","friendly_name":"Bedroom Blind","supported_features":7}"""),
        new("scene.evening", "unknown", null, """{"entity_id":["light.hall","light.living_room"],"friendly_name":"Evening"}"""),
        new("scene.good_night", "unknown", null,
            """{"entity_id":["light.hall","light.kitchen","light.living_room","light.bedroom"],"friendly_name":"Good Night"}"""),
        new("weather.home", "partlycloudy", null,
            """{"temperature":12.8,"temperature_unit":"°C","humidity":71,"wind_speed":9.4,"wind_speed_unit":"km/h","friendly_name":"Home"}"""),
        new("sun.sun", "above_horizon", null, """{"elevation":31.2,"azimuth":182.4,"rising":true,"friendly_name":"Sun"}"""),
        new("input_number.hall_level", "20.0", "hall",
            """{"initial":20.0,"editable":false,"min":0.0,"max":100.0,"step":1.0,"mode":"slider","friendly_name":"Hall Level"}"""),
        new("input_boolean.guest_mode", "off", null, """{"editable":false,"friendly_name":"Guest Mode"}"""),
    ];

    /// <summary>What a scene sets: the entity, its state and, for a light that is on, its brightness.</summary>
    public static readonly IReadOnlyDictionary<string, (string EntityId, string State, int? Brightness)[]> Scenes =
        new Dictionary<string, (string, string, int?)[]>(StringComparer.Ordinal)
        {
            ["scene.evening"] = [("light.hall", "on", 60), ("light.living_room", "on", 140)],
            ["scene.good_night"] =
            [
                ("light.hall", "off", null), ("light.kitchen", "off", null), ("light.living_room", "off", null), ("light.bedroom", "on", 25),
            ],
        };

    public static void Furnish(DemoHouse house, int extraEntities)
    {
        lock (house.Gate)
        {
            foreach (var entity in Entities.Concat(Enumerable.Range(1, extraEntities).Select(Extra)))
                house.Set(entity.EntityId, entity.State, WireJson.ParseObject(entity.Attributes), house.NewContext());
        }
    }

    public static SeedEntity Extra(int number)
    {
        var digits = number.ToString("0000", CultureInfo.InvariantCulture);
        return Sensor($"extra_{digits}", "20.0", null, "measurement", "°C", "temperature", $"Extra {digits}");
    }

    private static SeedEntity Light(string room, string name) => new($"light.{room}", "off", room,
        """{"min_mireds":153,"max_mireds":500,"supported_color_modes":["color_temp"],"color_mode":null,"brightness":null,"color_temp":null,"friendly_name":""" +
        WireJson.Quote(name) + ""","supported_features":0}""");

    private static SeedEntity Sensor(string id, string state, string? area, string stateClass, string unit, string deviceClass, string name) => new(
        $"sensor.{id}", state, area,
        $$"""{"state_class":"{{stateClass}}","unit_of_measurement":"{{unit}}","device_class":"{{deviceClass}}","friendly_name":"{{name}}"}""");

    private static SeedEntity Binary(string id, string area, string deviceClass, string name) =>
        new($"binary_sensor.{id}", "off", area, $$"""{"device_class":"{{deviceClass}}","friendly_name":"{{name}}"}""");
}
