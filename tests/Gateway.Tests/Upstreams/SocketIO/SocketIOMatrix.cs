using System.Collections.Concurrent;
using System.Text;
using Gateway.Tests.Fakes;
using Gateway.Tests.Upstreams.SocketIO.Servers;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Tests.Upstreams.SocketIO;

/// <summary>Collects what passed, and writes docs/socketio-matrix.md once every cell was tried.</summary>
public sealed class SocketIOMatrix : IDisposable
{
    private static readonly string[] Transports = [.. Enum.GetNames<SocketIOTransport>()];
    private readonly ConcurrentDictionary<(string Name, SocketIOServerKind Kind, string Transport), bool> _passed = new();

    public static IEnumerable<(string Name, SocketIOServerKind Kind, string Transport)> Cells =>
        from name in SocketIOCases.All.Keys
        from kind in Enum.GetValues<SocketIOServerKind>()
        from transport in Transports
        select (name, kind, transport);

    public void Passed(string name, SocketIOServerKind kind, string transport) => _passed[(name, kind, transport)] = true;

    public void Dispose()
    {
        if (_passed.Count != Cells.Count())
        {
            // Some were not chosen to run, or failed: the table of the last whole run stands.
            return;
        }

        var file = Path.Combine(SourceTree.Top, "docs", "socketio-matrix.md");
        var table = Render();
        if (!File.Exists(file) || !string.Equals(File.ReadAllText(file), table, StringComparison.Ordinal))
        {
            File.WriteAllText(file, table);
        }
    }

    private string Render()
    {
        var kinds = Enum.GetValues<SocketIOServerKind>();
        var text = new StringBuilder();
        text.Append("# What was tried with which Socket.IO server\n\n");
        text.Append("Written by `SocketIOMatrixTests` after a run in which every cell passed: our client (`Upstreams/SocketIO`) against the unmodified npm servers.\n");
        text.Append("W: WebSocket, P: polling, U: polling with upgrade (`Transport` `WebSocket`, `Polling`, `Auto`). 0.9 has no binary: there the cell means a clear refusal. 0.9 has no upgrade: `Auto` takes the WebSocket.\n\n");
        text.Append("| case | 0.9.19 | 1.7.4 | 2.5.1 | 3.1.2 | 4.8.4 | 4.8.4 as EIO 3 |\n|---|---|---|---|---|---|---|\n");
        foreach (var name in SocketIOCases.All.Keys)
        {
            text.Append("| ").Append(name).Append(" |");
            foreach (var kind in kinds)
            {
                text.Append(' ').AppendJoin(' ', Transports.Where(transport => _passed.ContainsKey((name, kind, transport))).Select(Letter)).Append(" |");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Letter(string transport) => transport switch
    {
        nameof(SocketIOTransport.WebSocket) => "W",
        nameof(SocketIOTransport.Polling) => "P",
        _ => "U",
    };
}
