using System.Globalization;

namespace Gateway.Benchmarks.FanOut;

/// <summary>Bytes of some connections that wait in the kernel, which no process's memory shows.</summary>
/// <param name="Sending">At the server, not yet acknowledged by the client's end.</param>
/// <param name="Received">At the client, not read yet.</param>
internal sealed record KernelQueues(long Sending, long Received)
{
    private const int Local = 1;
    private const int Remote = 2;
    private const int Queues = 4;

    public static KernelQueues Of(int serverPort, IReadOnlySet<int> clientPorts)
    {
        var (sending, received) = (0L, 0L);
        foreach (var row in File.ReadLines("/proc/net/tcp").Skip(1).Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            var (local, remote) = (Port(row[Local]), Port(row[Remote]));
            if (local == serverPort && clientPorts.Contains(remote))
            {
                sending += Hex(row[Queues].Split(':')[0]);
            }
            else if (remote == serverPort && clientPorts.Contains(local))
            {
                received += Hex(row[Queues].Split(':')[1]);
            }
        }

        return new KernelQueues(sending, received);
    }

    private static int Port(string address) => (int)Hex(address.Split(':')[1]);

    private static long Hex(string text) => long.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
