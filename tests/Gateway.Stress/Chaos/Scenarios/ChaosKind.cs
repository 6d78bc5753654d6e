using Gateway.Tests.Contract;
using Gateway.Tests.Upstreams.SocketIO.Servers;

namespace Gateway.Stress.Chaos.Scenarios;

/// <summary>A kind of hub that cases are made for.</summary>
/// <param name="Name">The first half of a case's name.</param>
/// <param name="IsReal">Whether it is a real server in a process of its own.</param>
/// <param name="CanRefuse">Whether it can refuse a topic.</param>
/// <param name="StartAsync">Starts one; an impatient one is given up after a second or two of silence.</param>
internal sealed record ChaosKind(string Name, bool IsReal, bool CanRefuse, Func<bool, Task<ChaosHub>> StartAsync)
{
    public static IReadOnlyList<ChaosKind> Demos { get; } =
    [
        Demo("home-assistant", canRefuse: true, HomeAssistantContractHub.StartAsync),
        Demo("homey", canRefuse: true, HomeyContractHub.StartAsync),
        Demo("deconz", canRefuse: false, DeconzContractHub.StartAsync),
        Demo("pryv", canRefuse: true, PryvContractHub.StartAsync),
        Demo("socket.io", canRefuse: true, SocketIOContractHub.StartAsync),
    ];

    public static IReadOnlyList<ChaosKind> Servers { get; } =
    [
        Real("server-0.9", SocketIOServerKind.V0), Real("server-1", SocketIOServerKind.V1), Real("server-2", SocketIOServerKind.V2),
        Real("server-3", SocketIOServerKind.V3), Real("server-4", SocketIOServerKind.V4),
    ];

    public static IReadOnlyList<ChaosKind> PollingServers { get; } =
    [
        Real("polling-0.9", SocketIOServerKind.V0, "Polling"), Real("polling-2", SocketIOServerKind.V2, "Polling"), Real("polling-4", SocketIOServerKind.V4, "Polling"),
    ];

    public static IEnumerable<ChaosKind> All => [.. Demos, .. Servers];

    private static ChaosKind Demo(string name, bool canRefuse, Func<bool, Task<ContractHub>> startAsync) =>
        new(name, IsReal: false, canRefuse, async isImpatient => new DemoChaosHub(await startAsync(isImpatient)));

    private static ChaosKind Real(string name, SocketIOServerKind kind, string transport = "WebSocket") =>
        new(name, IsReal: true, CanRefuse: false, isImpatient => RealChaosHub.StartAsync(kind, isImpatient, transport));
}
