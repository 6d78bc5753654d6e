using Gateway.Tests.Upstreams.SocketIO.Servers;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Tests.Upstreams.SocketIO;

/// <summary>Our client against the real servers: every case on every generation by every transport.</summary>
public sealed class SocketIOMatrixTests(SocketIOServers servers, SocketIOMatrix matrix) : IClassFixture<SocketIOServers>, IClassFixture<SocketIOMatrix>
{
    public static IEnumerable<object[]> Cells => SocketIOMatrix.Cells.Select(static cell => new object[] { cell.Name, cell.Kind, cell.Transport });

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Client_EveryCaseServerAndTransport_Holds(string name, SocketIOServerKind kind, string transport)
    {
        await using var test = new SocketIOCase(kind, Enum.Parse<SocketIOTransport>(transport), servers);
        await test.StartAsync();
        await SocketIOCases.All[name](test);
        matrix.Passed(name, kind, transport);
    }
}
