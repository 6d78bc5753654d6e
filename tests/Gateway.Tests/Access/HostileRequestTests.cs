using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Access;

/// <summary>
/// Requests that no honest client sends, byte for byte. Each is answered with a 4xx, as a problem wherever it got as far as the
/// gateway (what is no HTTP is answered by the server itself, without a body); none costs memory, or another client an event.
/// </summary>
public sealed class HostileRequestTests
{
    /// <summary>What may stay behind, tables and pools included, after each request was sent twice.</summary>
    private const long MaxGrowth = 8 << 20;

    [Fact]
    public async Task EveryHostileRequest_IsAProblem_AndLeavesMemoryAndOthersAlone()
    {
        HostileRequests.All.Count.ShouldBeGreaterThanOrEqualTo(200);
        await using var host = await GatewayHost.StartAsync();

        // What is wrong is told by name before the log is looked at.
        host.ErrorsAreExpected = true;
        await host.UntilAsync("online");
        using var honest = await ApiEventStream.OpenAsync(host.Http, "/api/hubs/home/events?topic=probe");
        await honest.UntilAsync("topic", static body => body["state"]!.GetValue<string>() is "live");
        (await AnswersAsync(host, fired: 0)).ShouldBeEmpty();
        host.ErrorsAreExpected = false;
        var before = GC.GetTotalMemory(forceFullCollection: true);

        (await AnswersAsync(host, HostileRequests.All.Count)).ShouldBeEmpty();

        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(MaxGrowth);
        for (var number = 0; number < HostileRequests.All.Count; number++)
        {
            (await honest.UntilAsync("event")).Json["data"]!["data"]!["number"]!.GetValue<int>().ShouldBe(number);
        }

        (await host.Http.GetStringAsync("/healthz")).ShouldBe("live");
    }

    /// <summary>Sends all of them, a few at a time, and answers what was not as it should be. An event comes with each.</summary>
    private static async Task<IReadOnlyList<string>> AnswersAsync(GatewayHost host, int fired)
    {
        var wrong = new List<string>();
        foreach (var some in HostileRequests.All.Chunk(20))
        {
            var answers = await Task.WhenAll(some.Select(request => SendAsync(host, request)));
            wrong.AddRange(some.Zip(answers).Where(static row => !row.First.Accepts(row.Second.Status, row.Second.Body))
                .Select(static row => $"{row.First.Name}: {row.Second.Status} {row.Second.Body[..Math.Min(row.Second.Body.Length, 200)]}"));
        }

        for (var number = 0; number < fired; number++)
        {
            host.Home.FireEvent("probe", new JsonObject { ["number"] = number });
        }

        return wrong;
    }

    private static async Task<(int Status, string Body)> SendAsync(GatewayHost host, HostileRequest request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(host.Url.Host, host.Url.Port).Soon();
        var stream = client.GetStream();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        try
        {
            await stream.WriteAsync(request.Bytes.Replace("{host}", host.Url.Authority, StringComparison.Ordinal) is var text ? Encoding.Latin1.GetBytes(text) : [], limit.Token);
        }
        catch (IOException)
        {
            // Refused before all of it was sent; the answer may be there all the same.
        }

        var received = new MemoryStream();
        try
        {
            await stream.CopyToAsync(received, limit.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // Reset after the answer, since some of the request was never read; or there is none, and the status will say so.
        }

        var answer = Encoding.UTF8.GetString(received.ToArray());
        var status = answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? int.Parse(answer.AsSpan(9, 3), CultureInfo.InvariantCulture) : 0;
        var head = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return (status, head < 0 ? "" : answer[(head + 4)..]);
    }
}
