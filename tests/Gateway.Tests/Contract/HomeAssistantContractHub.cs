using System.Text.Json.Nodes;
using Gateway.DemoHubs.HomeAssistant;

namespace Gateway.Tests.Contract;

internal sealed class HomeAssistantContractHub(HomeAssistantDemoHub hub, bool isImpatient) : ContractHub
{
    private const string Service = "call_service";

    public override string Token => hub.Token;

    public override JsonObject Entry => new()
    {
        ["Kind"] = "HomeAssistant",
        ["Url"] = hub.Url.ToString(),
        ["Token"] = hub.Token,
        ["HomeAssistant"] = isImpatient ? new JsonObject { ["PingAfter"] = "00:00:01", ["PingTimeout"] = "00:00:01" } : [],
    };

    public override string Version => "2023.11.3";

    public override int Sessions => hub.ConnectionsOpened;

    public override int OpenSessions => hub.OpenConnections;

    public override int Logins => hub.CountReceived("auth");

    public override string Topic => "demo";

    public override string EventName => "demo";

    public override ContractGap Gap => ContractGap.Lost;

    public override bool IsAsked => true;

    public override (int Total, int Standing) Asks =>
        (hub.CountReceived("subscribe_events"), hub.ActiveSubscriptions.Count(static name => name is "subscribe_events:demo"));

    public override bool CanRefuse => true;

    public override string Neighbour => "entities/light.hall";

    public override string StateTopic => "entities/*";

    public override string StateConcrete => "entities/light.kitchen";

    public override ContractCommand Command { get; } =
        new(Service, """{"domain":"light","service":"toggle","target":{"entity_id":"light.hall"}}""");

    public override int Executed => hub.CountReceived(Service);

    public override (ContractCommand Command, string Words) Refused { get; } =
        (new ContractCommand("nobody/knows", "{}"), "unknown_command");

    public override IReadOnlyList<string> Garbage =>
    [
        "{", "null", "7", "\"text\"", "{}", "[[]]", "[1,2]", "{\"type\":5}", "{\"type\":\"event\"}", "{\"type\":\"event\",\"id\":\"x\",\"event\":{}}",
        "{\"type\":\"result\",\"id\":999999,\"success\":true}", "{\"type\":\"event\",\"id\":999999,\"event\":{\"event_type\":\"demo\"}}", "{\"type\":\"pong\"",
    ];

    public static async Task<ContractHub> StartAsync(bool isImpatient) =>
        new HomeAssistantContractHub(await HomeAssistantDemoHub.StartAsync(new HomeAssistantDemoHubOptions { Living = false }), isImpatient);

    public override void Raise(int number) => hub.FireEvent("demo", new JsonObject { ["n"] = number });

    public override int? NumberOf(JsonObject received) => received["data"]?["data"]?["n"]?.GetValue<int>();

    public override void SetState(int value) => hub.SetState("light.kitchen", "on", new JsonObject { ["brightness"] = value });

    public override int? StateOf(JsonObject received) => received["data"]?["attributes"]?["brightness"]?.GetValue<int>();

    public override bool IsOk(JsonNode? result) => result?["context"] is not null;

    public override void RefuseTopic() => hub.RefuseEventType("demo", "unauthorized", Refusal);

    public override void AllowTopic() => hub.AllowEventType("demo");

    public override void HoldAnswers() => hub.HoldAnswers(Service);

    public override void ReleaseAnswers() => hub.ReleaseAnswers(Service);

    public override void CutBeforeAnswer() => hub.CloseAfter(Service);

    public override Task KillAsync() => hub.KillAsync();

    public override Task RestartAsync() => hub.RestartAsync();

    public override void Freeze() => hub.Freeze();

    public override void Unfreeze() => hub.Unfreeze();

    public override void ChangeToken(string token) => hub.ChangeToken(token);

    public override Task FloodAsync(int count) => hub.FloodAsync("demo", count, bytesPerEvent: 100);

    public override Task SendAsync(string frame) => hub.SendRawAsync(frame);

    public override Task SendBinaryAsync(ReadOnlyMemory<byte> bytes) => hub.SendBinaryAsync(bytes);

    public override ValueTask DisposeAsync() => hub.DisposeAsync();
}
