using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.Homey;

namespace Gateway.Tests.Contract;

internal sealed class HomeyContractHub(HomeyDemoHub hub, bool isImpatient) : SocketContractHub(hub, "handshakeClient", "setCapabilityValue")
{
    private readonly string _lamp = hub.DeviceIds[1];

    public override JsonObject Entry => new()
    {
        ["Kind"] = "Homey",
        ["Url"] = hub.Url.ToString(),
        ["Token"] = hub.Token,
        ["HomeyId"] = hub.HomeyId,
        ["Homey"] = isImpatient ? new JsonObject { ["PingInterval"] = "00:00:01", ["PingTimeout"] = "00:00:01" } : [],
    };

    public override string Version => "12.0.0, socket.io 2, EIO 3";

    public override string Topic => "homey:manager:flow";

    public override string EventName => "ran";

    public override ContractGap Gap => ContractGap.Lost;

    public override bool IsAsked => true;

    public override (int Total, int Standing) Asks =>
        (hub.CountReceived("subscribe:" + Topic), hub.ActiveSubscriptions.Count(uri => string.Equals(uri, Topic, StringComparison.Ordinal)));

    public override bool CanRefuse => true;

    public override string Neighbour => "homey:manager:logic";

    public override string StateTopic => "homey:device:*";

    public override string StateConcrete => "homey:device:" + _lamp;

    public override ContractCommand Command =>
        new("setCapabilityValue homey:manager:devices", $$"""{"deviceId":"{{hub.DeviceIds[0]}}","capabilityId":"onoff","value":true}""");

    public override (ContractCommand Command, string Words) Refused { get; } =
        (new ContractCommand("getDevice homey:manager:devices", """{"id":"nobody"}"""), "Device not found");

    public override IReadOnlyList<string> Garbage =>
        [.. base.Garbage, "42/api,[\"homey:manager:flow\"]", "42/api,[\"homey:manager:flow\",5]", "42/api,[\"homey:device:x\",\"capability\",{\"cut", "42/nowhere,[\"homey:manager:flow\",\"ran\",{}]"];

    public static async Task<ContractHub> StartAsync(bool isImpatient) =>
        new HomeyContractHub(await HomeyDemoHub.StartAsync(new HomeyDemoHubOptions { Living = false }), isImpatient);

    public override void Raise(int number) => hub.Emit(Topic, EventName, $$"""{"n":{{number.ToString(CultureInfo.InvariantCulture)}}}""");

    public override int? NumberOf(JsonObject received) => received["data"]?["n"]?.GetValue<int>();

    public override void SetState(int value) => hub.SetCapability(_lamp, "dim", value);

    public override int? StateOf(JsonObject received) =>
        received["data"]?["capabilityId"]?.GetValue<string>() is "dim" ? (int)received["data"]!["value"]!.GetValue<double>() : null;

    public override bool IsOk(JsonNode? result) => result?.GetValue<bool>() is true;

    public override void RefuseTopic() =>
        hub.RefuseSubscription(Topic, $$"""{"statusCode":403,"error":"forbidden","error_description":"{{Refusal}}"}""");

    public override void AllowTopic() => hub.AllowSubscription(Topic);

    public override Task FloodAsync(int count) => hub.FloodAsync(Topic, count, bytesPerEvent: 100);
}
