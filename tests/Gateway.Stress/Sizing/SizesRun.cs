using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.HomeAssistant;
using Gateway.Tests.Clients;
using Gateway.Tests.Delivery;

namespace Gateway.Stress.Sizing;

/// <summary>What the gateway's own process holds: with nothing to do, with one hub at a hundred events a second, and with more and more clients.</summary>
internal sealed class SizesRun : IRun
{
    private const int EventsPerSecond = 100;
    private const string Topic = "demo";

    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(20);
    private static readonly int[] Crowds = [10, 100, 1_000, 2_000];
    private static readonly string Pad = new('x', 200);

    public static string Summary => "measures memory and processor time at idle, at 100 events/s, and per thousand clients; --seconds for each step, default 60";

    public static async Task RunAsync(RunOptions options, Ledger ledger)
    {
        var length = options.Duration ?? TimeSpan.FromSeconds(60);
        await using (var empty = GatewayProcess.Start(["--urls", "http://127.0.0.1:0"]))
        {
            await empty.ListeningAsync();
            await Task.Delay(Settle, TimeProvider.System);
            ledger.Say($"| no hub, nobody connected | {Megabytes(empty.Resident)} | {await ShareAsync(empty, Settle)} |");
        }

        await using var hub = await HomeAssistantDemoHub.StartAsync(new HomeAssistantDemoHubOptions { Living = false });
        await using var gateway = await GatewayProcess.StartAsync(hub);
        await Task.Delay(Settle, TimeProvider.System);
        ledger.Say($"| one Home Assistant, nobody connected | {Megabytes(gateway.Resident)} | {await ShareAsync(gateway, Settle)} |");

        var clients = new List<CrowdClient>();
        using var firing = new CancellationTokenSource();
        var fired = Task.CompletedTask;
        try
        {
            foreach (var crowd in Crowds)
            {
                while (clients.Count < crowd)
                {
                    var client = await CrowdClient.LiveAsync(gateway.Url, [Topic]);
                    client.Read();
                    clients.Add(client);
                }

                fired = fired.IsCompleted ? FireAsync(hub, firing.Token) : fired;
                await Task.Delay(length, TimeProvider.System);
                var share = await ShareAsync(gateway, length);
                ledger.Say($"| {EventsPerSecond} events/s of 250 bytes to {crowd:#,0} clients | {Megabytes(gateway.Resident)} | {share} |");
            }

            ledger.Check(clients.TrueForAll(static client => client.Dropped + client.Conflated == 0), "nobody missed an event");
            ledger.Check(clients[0].Count > length.TotalSeconds * EventsPerSecond, "events were delivered all the time", clients[0].Count.ToString(CultureInfo.InvariantCulture));
        }
        finally
        {
            await firing.CancelAsync();
            await fired;
            foreach (var client in clients)
            {
                await client.DisposeAsync();
            }
        }
    }

    private static async Task FireAsync(HomeAssistantDemoHub hub, CancellationToken cancellationToken)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        var number = 0;
        while (!cancellationToken.IsCancellationRequested && await pace.WaitForNextTickAsync(CancellationToken.None))
        {
            for (var count = 0; count < EventsPerSecond / 20; count++)
            {
                hub.FireEvent(Topic, new JsonObject { ["n"] = ++number, ["pad"] = Pad });
            }
        }
    }

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0} MB");

    /// <summary>Of one core, by the operating system's books.</summary>
    private static async Task<string> ShareAsync(GatewayProcess gateway, TimeSpan during)
    {
        var before = gateway.ProcessorTime;
        await Task.Delay(during, TimeProvider.System);
        return string.Create(CultureInfo.InvariantCulture, $"{(gateway.ProcessorTime - before) / during * 100:0.0} %");
    }
}
