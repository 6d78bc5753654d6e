namespace Gateway.Tests.EndToEnd;

/// <summary>A hub that tells a thousand things at once, as after a restart or a scene: who reads gets all of them.</summary>
public sealed class ApiBurstTests
{
    private const int Events = 1_000;

    /// <summary>On a machine that is busy enough the reader does not get its turn in time, and that is what a gap is for; not every time.</summary>
    private const int Bursts = 5;

    [Fact]
    public async Task Burst_OfOccurrences_ReachesAReaderWholeAndInOrder()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        using var stream = await ApiEventStream.OpenAsync(host.Http, "/api/hubs/home/events?topic=ring");
        await stream.UntilAsync("topic", static topic => topic["state"]!.GetValue<string>() is "live");

        var told = new List<string>();
        for (var burst = 0; burst < Bursts; burst++)
        {
            await host.Home.FloodAsync("ring", Events, bytesPerEvent: 16);
            var (numbers, gaps) = await ReadAsync(stream);
            if (gaps == 0)
            {
                numbers.ShouldBe(Enumerable.Range(0, Events));
                return;
            }

            told.Add($"{numbers.Count} and {gaps} in gaps");
        }

        told.ShouldBeEmpty("a burst that is read must not always have gaps");
    }

    private static async Task<(List<int> Numbers, int Gaps)> ReadAsync(ApiEventStream stream)
    {
        var numbers = new List<int>(Events);
        var gaps = 0;
        while (numbers.Count + gaps < Events)
        {
            var record = await stream.NextAsync();
            if (record.Name is "event")
            {
                numbers.Add(record.Json["data"]!["data"]!["i"]!.GetValue<int>());
            }
            else if (record.Name is "gap")
            {
                gaps += record.Json["dropped"]!.GetValue<int>() + record.Json["conflated"]!.GetValue<int>();
            }
        }

        return (numbers, gaps);
    }
}
