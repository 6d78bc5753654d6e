using System.Text.Json.Nodes;
using Gateway.DemoHubs.Deconz;

namespace Gateway.Tests.Contract;

/// <summary>The gateway sends everything to whoever is connected, so it is never asked for a topic and cannot refuse one.</summary>
internal sealed class DeconzContractHub(DeconzDemoHub hub, bool isImpatient) : ContractHub
{
    private const string Switch = "PUT lights/3/state";

    public override string Token => hub.Token;

    public override JsonObject Entry => new()
    {
        ["Kind"] = "Deconz",
        ["Url"] = hub.Url.ToString(),
        ["Token"] = hub.Token,
        ["Deconz"] = isImpatient ? new JsonObject { ["PingAfter"] = "00:00:01", ["PingTimeout"] = "00:00:01" } : [],
    };

    public override string Version => "2.32.5";

    public override int Sessions => hub.ConnectionsOpened;

    public override int OpenSessions => hub.OpenConnections;

    public override int Logins => hub.CountReceived("GET config");

    public override string Topic => "lights/1";

    public override string EventName => "changed";

    public override ContractGap Gap => ContractGap.Difference;

    public override bool IsAsked => false;

    public override (int Total, int Standing) Asks => (0, 0);

    public override bool CanRefuse => false;

    public override string Neighbour => "sensors/1";

    public override string StateTopic => "lights/*";

    public override string StateConcrete => "lights/2";

    public override ContractCommand Command { get; } = new(Switch, """{"on":true}""");

    public override int Executed => hub.CountReceived(Switch);

    public override (ContractCommand Command, string Words) Refused { get; } =
        (new ContractCommand("PUT lights/999/state", """{"on":true}"""), "not available");

    public override IReadOnlyList<string> Garbage =>
    [
        "{", "null", "7", "\"text\"", "[]", "{}", "{\"t\":\"event\"}", "{\"t\":\"event\",\"e\":\"changed\",\"r\":\"lights\"}",
        "{\"t\":\"event\",\"e\":\"changed\",\"r\":\"lights\",\"id\":{}}", "{\"t\":\"event\",\"e\":5,\"r\":[],\"id\":\"1\"}",
        "{\"t\":\"event\",\"e\":\"changed\",\"r\":\"lights\",\"id\":\"1\",\"state\":{\"ct\":",
    ];

    public static async Task<ContractHub> StartAsync(bool isImpatient) =>
        new DeconzContractHub(await DeconzDemoHub.StartAsync(new DeconzDemoHubOptions { Living = false }), isImpatient);

    public override void Raise(int number) => hub.SetState("lights", "1", new JsonObject { ["ct"] = number });

    public override int? NumberOf(JsonObject received) => received["data"]?["state"]?["ct"]?.GetValue<int>();

    public override void SetState(int value) => hub.SetState("lights", "2", new JsonObject { ["bri"] = value });

    public override int? StateOf(JsonObject received) => received["data"]?["state"]?["bri"]?.GetValue<int>();

    public override bool IsOk(JsonNode? result) => result is JsonArray { Count: 1 } list && list[0]!["success"] is not null;

    public override void RefuseTopic() => throw new NotSupportedException("It is never asked.");

    public override void AllowTopic() => throw new NotSupportedException("It is never asked.");

    public override void HoldAnswers() => hub.HoldAnswers(Switch);

    public override void ReleaseAnswers() => hub.ReleaseAnswers(Switch);

    public override void CutBeforeAnswer() => hub.CloseAfter(Switch);

    public override Task KillAsync() => hub.KillAsync();

    public override Task RestartAsync() => hub.RestartAsync();

    public override void Freeze() => hub.Freeze();

    public override void Unfreeze() => hub.Unfreeze();

    public override void ChangeToken(string token) => hub.ChangeToken(token);

    public override Task FloodAsync(int count) => hub.FloodAsync(count, bytesPerEvent: 100);

    public override Task SendAsync(string frame) => hub.SendRawAsync(frame);

    public override Task SendBinaryAsync(ReadOnlyMemory<byte> bytes) => hub.SendBinaryAsync(bytes);

    public override ValueTask DisposeAsync() => hub.DisposeAsync();
}
