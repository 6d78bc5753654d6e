using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Tests.Contract;
using Gateway.Tests.Upstreams.SocketIO.Servers;

namespace Gateway.Stress.Chaos;

/// <summary>A real Socket.IO server of npm in a process of its own, which SIGSTOP freezes and SIGKILL ends. What it counts ends with it.</summary>
internal sealed class RealChaosHub(SocketIOServer server, string version, string transport) : ChaosHub
{
    private static readonly string[] Impatient = ["--ping-interval", "1000", "--ping-timeout", "1000"];

    public override JsonObject Entry => new()
    {
        ["Kind"] = "SocketIO",
        ["Url"] = server.Url.ToString(),
        ["SocketIO"] = new JsonObject { ["Version"] = version, ["Transport"] = transport },
    };

    public override string? Secret => null;

    public override Uri Url => server.Url;

    public override string Topic => "news";

    public override string Neighbour => "/chat,*";

    public override ContractCommand Command { get; } = new("ack", """[{"a":1}]""");

    public override bool HasLastingCounts => false;

    public static async Task<ChaosHub> StartAsync(SocketIOServerKind kind, bool isImpatient, string transport = "WebSocket")
    {
        var server = await SocketIOServer.StartAsync(kind, isImpatient ? Impatient : []);
        return new RealChaosHub(server, (kind == SocketIOServerKind.V4AllowEio3 ? 2 : (int)kind).ToString(CultureInfo.InvariantCulture), transport);
    }

    public override Task RaiseAsync(int number) =>
        server.EmitAsync("news", string.Create(CultureInfo.InvariantCulture, $$"""[{"n":{{number}}}]"""));

    public override int? NumberOf(JsonObject received) => received["data"] is JsonObject data ? data["n"]?.GetValue<int>() : null;

    /// <summary>Who has joined. A server of 0.9 counts a session that was given up in the middle of its handshake for as long as it waits for it.</summary>
    public override async Task<int> OpenSessionsAsync() => (await server.CountsAsync()).Joined.GetValueOrDefault("/");

    public override async Task<(int Standing, int Wanted)> AsksAsync() => ((await server.CountsAsync()).Joined.GetValueOrDefault("/chat"), 1);

    public override async Task<int> ExecutedAsync() => (await server.CountsAsync()).Received.GetValueOrDefault("ack");

    public override ContractCommand HoldCommand() => new("later", """[{"after":2500,"value":7}]""");

    public override async Task<int> HeldExecutedAsync() => (await server.CountsAsync()).Received.GetValueOrDefault("later");

    public override void ReleaseAnswers()
    {
        // They go out by themselves.
    }

    public override Task KillAsync() => server.KillAsync();

    public override Task RestartAsync() => server.RestartAsync();

    public override Task FreezeAsync() => server.FreezeAsync();

    public override Task ThawAsync()
    {
        server.Unfreeze();
        return Task.CompletedTask;
    }

    public override async Task FloodAsync(int count)
    {
        for (var number = 1; number <= count; number++)
        {
            // Below zero, so that no event of a flood is taken for one that is waited for.
            await RaiseAsync(-number);
        }
    }

    public override ValueTask DisposeAsync() => server.DisposeAsync();
}
