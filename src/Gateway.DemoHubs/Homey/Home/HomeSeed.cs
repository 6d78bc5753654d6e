using System.Text.Json.Nodes;
using Gateway.DemoHubs.Wire;

namespace Gateway.DemoHubs.Homey.Home;

/// <summary>A small home as it stands when the hub starts.</summary>
internal static class HomeSeed
{
    public const string HallLight = "3f1c0a52-0001-4d8e-9b61-5a0c27d1e001";
    public const string KitchenLight = "3f1c0a52-0002-4d8e-9b61-5a0c27d1e002";
    public const string LivingLight = "3f1c0a52-0003-4d8e-9b61-5a0c27d1e003";
    public const string Thermostat = "3f1c0a52-0004-4d8e-9b61-5a0c27d1e004";
    public const string Motion = "3f1c0a52-0005-4d8e-9b61-5a0c27d1e005";
    public const string Meter = "3f1c0a52-0006-4d8e-9b61-5a0c27d1e006";
    public const string Coffee = "3f1c0a52-0007-4d8e-9b61-5a0c27d1e007";
    public const string Door = "3f1c0a52-0008-4d8e-9b61-5a0c27d1e008";

    public const string Hall = "a1000000-0000-4000-8000-000000000002";
    public const string Mia = "c1000000-0000-4000-8000-000000000001";
    public const string Jonas = "c1000000-0000-4000-8000-000000000002";
    public const string Guests = "d1000000-0000-4000-8000-000000000001";
    public const string Evening = "77aa0000-0000-4000-8000-000000000001";

    private const string Home = "a1000000-0000-4000-8000-000000000001";
    private const string Kitchen = "a1000000-0000-4000-8000-000000000003";
    private const string Living = "a1000000-0000-4000-8000-000000000004";

    public static void Furnish(HomeyHome home)
    {
        Place(home.Zones, Zone(Home, "Home", null), Zone(Hall, "Hall", Home), Zone(Kitchen, "Kitchen", Home), Zone(Living, "Living Room", Home));
        Place(home.Devices,
            Device(HallLight, "Hall Light", "light", Hall, """{"onoff":false,"dim":0.4}"""),
            Device(KitchenLight, "Kitchen Light", "light", Kitchen, """{"onoff":false,"dim":0.8,"light_temperature":0.3}"""),
            Device(LivingLight, "Living Room Light", "light", Living, """{"onoff":true,"dim":0.6,"light_temperature":0.7}"""),
            Device(Thermostat, "Thermostat", "thermostat", Living, """{"target_temperature":21,"measure_temperature":20.6,"thermostat_mode":"heat"}"""),
            Device(Motion, "Hall Motion", "sensor", Hall, """{"alarm_motion":false,"measure_luminance":120,"measure_battery":86}"""),
            Device(Meter, "Energy Meter", "sensor", Home, """{"measure_power":412.5,"meter_power":8412.36}"""),
            Device(Coffee, "Coffee Machine", "socket", Kitchen, """{"onoff":false,"measure_power":0}"""),
            Device(Door, "Front Door", "sensor", Hall, """{"alarm_contact":false,"measure_battery":64}"""));
        Place(home.Flows,
            Flow(Evening, "Evening", (HallLight, "onoff", "true"), (LivingLight, "dim", "0.3")),
            Flow("77aa0000-0000-4000-8000-000000000002", "Good Night", (HallLight, "onoff", "false"), (KitchenLight, "onoff", "false"), (LivingLight, "onoff", "false")));
        Place(home.AdvancedFlows,
            Flow("77aa0000-0000-4000-8000-0000000000a1", "Nobody Home", (Thermostat, "target_temperature", "17"), (Coffee, "onoff", "false")));
        Place(home.Variables,
            Item($$"""{"id":"{{Guests}}","name":"Guests","type":"number","value":0}"""),
            Item("""{"id":"d1000000-0000-4000-8000-000000000002","name":"Mode","type":"string","value":"day"}"""));
        Place(home.Moods, Item(
            $$"""{"id":"e1000000-0000-4000-8000-000000000001","name":"Cosy","zone":"{{Living}}","actions":[{"device":"{{LivingLight}}","capability":"dim","value":0.2}]}"""));
        Place(home.Users,
            Item($$"""{"id":"{{Mia}}","name":"Mia","role":"owner","present":true}"""),
            Item($$"""{"id":"{{Jonas}}","name":"Jonas","role":"user","present":false}"""));
    }

    /// <summary>A device as the hub describes it, its capabilities given as an object of values.</summary>
    public static JsonObject Device(string id, string name, string @class, string? zone, string capabilities)
    {
        var values = WireJson.ParseObject(capabilities);
        var names = new JsonArray([.. values.Select(static value => JsonValue.Create(value.Key))]);
        var described = string.Join(',', values.Select(static value => WireJson.Quote(value.Key) + ":" + Capability(value.Key, value.Value)));
        return Item(
            $$"""{"id":{{WireJson.Quote(id)}},"driverId":"homey:app:com.example.demo:{{@class}}","ownerUri":"homey:app:com.example.demo","name":{{WireJson.Quote(name)}}""" +
            $$""","note":null,"zone":{{WireJson.Quote(zone ?? Home)}},"class":{{WireJson.Quote(@class)}},"virtualClass":null,"capabilities":{{WireJson.Text(names)}}""" +
            $$""","capabilitiesObj":{{{described}}},"settings":{},"flags":[],"energy":null,"ui":{},"available":true,"unavailableMessage":null""" +
            ""","warningMessage":null,"ready":true,"images":[],"color":null,"lastSeenAt":null}""");
    }

    private static string Capability(string id, JsonNode? value)
    {
        var type = value?.GetValueKind() switch
        {
            System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => "boolean",
            System.Text.Json.JsonValueKind.Number => "number",
            _ => "string",
        };
        var isSetable = !id.StartsWith("measure_", StringComparison.Ordinal) && !id.StartsWith("meter_", StringComparison.Ordinal) &&
            !id.StartsWith("alarm_", StringComparison.Ordinal);
        return $$"""{"id":{{WireJson.Quote(id)}},"type":"{{type}}","title":{{WireJson.Quote(id)}},"getable":true,"setable":{{(isSetable ? "true" : "false")}}""" +
            $$""","value":{{WireJson.Text(value)}},"lastUpdated":null}""";
    }

    private static JsonObject Zone(string id, string name, string? parent) => Item(
        $$"""{"id":"{{id}}","name":"{{name}}","parent":{{WireJson.Quote(parent)}},"icon":"default","active":false,"activeOrigins":[],"activeLastUpdated":null}""");

    private static JsonObject Flow(string id, string name, params IEnumerable<(string Device, string Capability, string Value)> actions) => Item(
        $$"""{"id":"{{id}}","name":"{{name}}","folder":null,"triggerable":true,"enabled":true,"trigger":{"id":"programmatic_trigger"},"conditions":[],"actions":[""" +
        string.Join(',', actions.Select(static action => $$"""{"device":"{{action.Device}}","capability":"{{action.Capability}}","value":{{action.Value}}}""")) + "]}");

    private static JsonObject Item(string json) => WireJson.ParseObject(json);

    private static void Place(HomeyItems items, params IEnumerable<JsonObject> furniture)
    {
        foreach (var item in furniture)
            items.Furnish(item);
    }
}
