using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.Pryv;

namespace Gateway.Tests.Contract;

/// <summary>The diary. It rings a doorbell for everything, unasked; what happened is then fetched, which it can refuse.</summary>
internal sealed class PryvContractHub(DiaryDemoHub hub) : SocketContractHub(hub, "40/" + hub.User, "events.create")
{
    public override JsonObject Entry => new()
    {
        ["Kind"] = "Pryv",
        ["Url"] = hub.Url.ToString(),
        ["Token"] = hub.Token,
        ["User"] = hub.User,
        ["Dialect"] = "Current",
    };

    public override string Version => "2.0.0-pre.4, socket.io 4, EIO 4";

    /// <summary>A server that is being restarted may not know a token yet, so a refusal is tried once more.</summary>
    public override int LoginsUntilRefused => 2;

    public override string Topic => "events";

    public override string EventName => "changed";

    public override ContractGap Gap => ContractGap.MadeGood;

    public override bool IsAsked => false;

    public override (int Total, int Standing) Asks => (0, hub.ActiveSubscriptions.Count);

    public override bool CanRefuse => true;

    public override string Neighbour => "streamsChanged";

    public override ContractCommand Command { get; } =
        new("events.create", """{"streamIds":["notes"],"type":"note/txt","content":"hello"}""");

    public override (ContractCommand Command, string Words) Refused { get; } =
        (new ContractCommand("events.getOne", """{"id":"nothing"}"""), "unknown-resource");

    public override bool IsFloodCounted => false;

    public override IReadOnlyList<string> Garbage =>
        [.. base.Garbage, $"42/{hub.User},[\"eventsChanged\"", $"42/{hub.User},{{}}", $"42/{hub.User},[\"nobodyKnows\",1]", $"43/{hub.User},777[null,{{}}]"];

    public static async Task<ContractHub> StartAsync(bool isImpatient)
    {
        var options = new DiaryDemoHubOptions { Living = false };
        return new PryvContractHub(await DiaryDemoHub.StartAsync(isImpatient ? options with { PingInterval = Patience, PingTimeout = Patience } : options));
    }

    public override void Raise(int number) => hub.CreateEvent(content: number.ToString(CultureInfo.InvariantCulture));

    public override int? NumberOf(JsonObject received) =>
        int.TryParse(received["data"]?["content"]?.GetValue<string>(), CultureInfo.InvariantCulture, out var number) ? number : null;

    public override bool IsOk(JsonNode? result) => result?["event"]?["content"]?.GetValue<string>() is "hello";

    public override void RefuseTopic() => hub.RefuseMethod("events.get", "forbidden", Refusal);

    public override void AllowTopic() => hub.AllowMethod("events.get");

    public override Task FloodAsync(int count) => hub.FloodAsync(count);
}
