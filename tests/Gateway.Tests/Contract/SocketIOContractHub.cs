using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.Chat;

namespace Gateway.Tests.Contract;

/// <summary>The chat room. Its own namespace wants the token; the root, open to all, is the one that is asked for.</summary>
internal sealed class SocketIOContractHub(ChatDemoHub hub) : SocketContractHub(hub, "40/chat", "message")
{
    public override JsonObject Entry => new()
    {
        ["Kind"] = "SocketIO",
        ["Url"] = hub.Url.ToString(),
        ["Token"] = hub.Token,
        ["SocketIO"] = new JsonObject { ["Version"] = "4", ["Namespace"] = "/chat" },
    };

    public override string Version => "socket.io 4, EIO 4";

    public override string Topic => "/,news";

    public override string EventName => "news";

    public override ContractGap Gap => ContractGap.Lost;

    public override bool IsAsked => true;

    public override (int Total, int Standing) Asks => (hub.CountReceived("40"), hub.ActiveSubscriptions.Count(static name => name is "/"));

    public override bool CanRefuse => true;

    public override string Neighbour => "message";

    public override ContractCommand Command { get; } = new("message", """["hello"]""");

    public override (ContractCommand Command, string Words) Refused { get; } = (new ContractCommand("fail", "[]"), "This never works");

    public static async Task<ContractHub> StartAsync(bool isImpatient)
    {
        var options = new ChatDemoHubOptions { Living = false };
        return new SocketIOContractHub(await ChatDemoHub.StartAsync(isImpatient ? options with { PingInterval = Patience, PingTimeout = Patience } : options));
    }

    public override void Raise(int number) => hub.Emit("/", "news", $$"""{"n":{{number.ToString(CultureInfo.InvariantCulture)}}}""");

    public override int? NumberOf(JsonObject received) => received["data"]?["n"]?.GetValue<int>();

    public override bool IsOk(JsonNode? result) => result?["text"]?.GetValue<string>() is "hello";

    public override void RefuseTopic() => hub.RefuseNamespace("/", Refusal);

    public override void AllowTopic() => hub.AllowNamespace("/");

    public override Task FloodAsync(int count) => hub.FloodAsync("news", count, bytesPerEvent: 100);
}
