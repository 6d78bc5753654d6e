using Gateway.Diagnostics;

namespace Gateway.Commands;

/// <summary>What an operator should know of commands.</summary>
internal sealed class CommandAlarms(CommandMetrics metrics) : IAlarms
{
    public IEnumerable<Alarm> Standing()
    {
        foreach (var (hub, unknown, limited) in metrics.Recent())
        {
            if (unknown > 0)
            {
                yield return new Alarm(
                    "commands-unknown", hub, $"Within {CommandMetrics.Window.TotalMinutes:0} minutes of {Commands(unknown)} the hub was sent it is not known whether {(unknown == 1 ? "it" : "they")} ran: the hub did not answer in time, or the session was lost. Nothing is sent again; the audit names each.");
            }

            if (limited > 0)
            {
                yield return new Alarm(
                    "commands-limited", hub, $"Within {CommandMetrics.Window.TotalMinutes:0} minutes {Commands(limited)} {(limited == 1 ? "was" : "were")} refused by a limit: the hub's rate, a client's share of it, or what the hub itself asks for. Their answers say which; the audit says whose.");
            }
        }
    }

    private static string Commands(long count) => count == 1 ? "one command" : $"{count} commands";
}
