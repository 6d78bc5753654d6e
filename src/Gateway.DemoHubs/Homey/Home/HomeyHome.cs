using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.Wire;

namespace Gateway.DemoHubs.Homey.Home;

/// <summary>Everything the hub knows. All members need the server's gate held; <see cref="Emitted"/> is called under it.</summary>
internal sealed class HomeyHome
{
    private readonly TimeProvider _time;
    private readonly List<string> _triggered = [];
    private long _transactions;
    private long _notifications;

    public HomeyHome(TimeProvider time)
    {
        _time = time;
        Devices = new HomeyItems(this, "devices", "device");
        Zones = new HomeyItems(this, "zones", "zone");
        Flows = new HomeyItems(this, "flow", "flow");
        AdvancedFlows = new HomeyItems(this, "flow", "advancedflow");
        Variables = new HomeyItems(this, "logic", "variable");
        Moods = new HomeyItems(this, "moods", "mood");
        Users = new HomeyItems(this, "users", "user");
        HomeSeed.Furnish(this);
    }

    /// <summary>URI, event, and its arguments as JSON texts.</summary>
    public Action<string, string, string[]>? Emitted { get; set; }

    public HomeyItems Devices { get; }

    public HomeyItems Zones { get; }

    public HomeyItems Flows { get; }

    public HomeyItems AdvancedFlows { get; }

    public HomeyItems Variables { get; }

    public HomeyItems Moods { get; }

    public HomeyItems Users { get; }

    /// <summary>Ids in the order of their runs, once for each run.</summary>
    public IReadOnlyList<string> Triggered => _triggered;

    public DateTimeOffset Now => _time.GetUtcNow();

    public string NowText => Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public void Emit(string uri, string @event, params string[] items) => Emitted?.Invoke(uri, @event, items);

    public JsonObject? Capability(string deviceId, string capabilityId) =>
        Devices.Find(deviceId)?["capabilitiesObj"]?[capabilityId] as JsonObject;

    public JsonNode? Value(string deviceId, string capabilityId) => Capability(deviceId, capabilityId)?["value"];

    /// <summary>Told also when the value is the old one: whoever set it waits for the echo.</summary>
    public void SetCapability(string deviceId, string capabilityId, JsonNode? value, string? transactionId = null)
    {
        if (Capability(deviceId, capabilityId) is not { } capability)
            return;
        transactionId ??= "homey-" + (++_transactions).ToString(CultureInfo.InvariantCulture);
        capability["value"] = value?.DeepClone();
        capability["lastUpdated"] = NowText;
        Devices.Find(deviceId)!["lastSeenAt"] = NowText;
        Emit(Devices.Uri(deviceId), "capability",
            $$"""{"capabilityId":{{WireJson.Quote(capabilityId)}},"value":{{WireJson.Text(value)}},"transactionId":{{WireJson.Quote(transactionId)}}""" +
            $$""","transactionTime":{{Now.ToUnixTimeMilliseconds()}}}""");
    }

    /// <summary>For the living house: says nothing where nothing changed.</summary>
    public void Change(string deviceId, string capabilityId, JsonNode value)
    {
        if (!JsonNode.DeepEquals(Value(deviceId, capabilityId), value))
            SetCapability(deviceId, capabilityId, value);
    }

    /// <summary>What a flow does is written in its actions: capability values by device.</summary>
    public void Trigger(JsonObject flow)
    {
        _triggered.Add(HomeyItems.IdOf(flow));
        Apply(flow["actions"]);
    }

    public void Apply(JsonNode? actions)
    {
        foreach (var action in actions as JsonArray ?? [])
            SetCapability(action!["device"]!.GetValue<string>(), action["capability"]!.GetValue<string>(), action["value"]);
    }

    public void Notify(string excerpt) => Emit("homey:manager:notifications", "notification.create",
        $$"""{"id":"notification-{{++_notifications}}","ownerUri":"homey:manager:flow","excerpt":{{WireJson.Quote(excerpt)}},"dateCreated":"{{NowText}}"}""");
}
