using Gateway.Diagnostics;

namespace Gateway.Delivery;

/// <summary>What an operator should know of the clients.</summary>
internal sealed class ClientAlarms(ClientDirectory clients) : IAlarms
{
    public IEnumerable<Alarm> Standing()
    {
        if (clients.Cuts.Recent is > 0 and var cut)
        {
            yield return new Alarm(
                "clients-cut", Hub: null, $"Within {ClientCuts.Window.TotalMinutes:0} minutes {cut} {(cut == 1 ? "connection was" : "connections were")} ended because the client was too slow; the log names each. Look at the client's network, or let it ask for less, or with 'maxRate'.")
            { IsLogged = true };
        }

        if (clients.IsFull)
        {
            yield return new Alarm("clients-full", Hub: null, "There are as many connections as 'Clients:MaxConnections' allows; further ones are refused.");
        }
    }
}
