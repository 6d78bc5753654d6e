using System.Diagnostics.CodeAnalysis;

namespace Gateway.Commands;

/// <summary>Commands of one hub that wait for their turn, those of each client in a line of their own. Used inside the lane's lock.</summary>
internal sealed class CommandWaiting
{
    /// <summary>In all lines together; one more is not let in.</summary>
    public const int Capacity = 256;

    /// <summary>In one client's line.</summary>
    public const int CapacityOfClient = 128;

    private readonly Dictionary<string, LinkedList<CommandTurn>> _lines = new(StringComparer.Ordinal);
    private int _count;

    public int Count => _count;

    /// <summary>How many of the client's wait.</summary>
    public int CountOf(string client) => _lines.TryGetValue(client, out var line) ? line.Count : 0;

    /// <summary>Joins the client's line at its end; false when it is full, or all of them together are.</summary>
    public bool TryAdd(string client, [NotNullWhen(true)] out CommandTurn? turn)
    {
        turn = null;
        if (_count >= Capacity || CountOf(client) >= CapacityOfClient)
        {
            return false;
        }

        if (!_lines.TryGetValue(client, out var line))
        {
            _lines.Add(client, line = new LinkedList<CommandTurn>());
        }

        line.AddLast(turn = new CommandTurn(client));
        _count++;
        return true;
    }

    /// <summary>How many of the client's stand before it.</summary>
    public int PlaceOf(CommandTurn turn) => _lines[turn.Client].TakeWhile(other => !ReferenceEquals(other, turn)).Count();

    public void Remove(CommandTurn turn)
    {
        if (_lines.TryGetValue(turn.Client, out var line) && line.Remove(turn))
        {
            _count--;
            if (line.Count == 0)
            {
                _lines.Remove(turn.Client);
            }
        }
    }
}
