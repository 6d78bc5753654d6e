using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.HomeAssistant;
using Gateway.Tests.Clients;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Access;

/// <summary>
/// Requests that no honest client sends, byte for byte. Each is answered with a 4xx, as a problem wherever it got as far as the
/// gateway (what is no HTTP is answered by the server itself, without a body); none costs memory, or another client an event.
/// </summary>
public sealed class HostileRequestTests
{
    /// <summary>The youngest generation and the code of paths that were taken for the first time come and go by some of this.</summary>
    private const long MaxGrowth = 32 << 20;

    /// <summary>So that 50 KB left behind by each request would be seen.</summary>
    private const int Rounds = 4;

    [Fact]
    public async Task EveryHostileRequest_IsAProblem_AndLeavesMemoryAndOthersAlone()
    {
        HostileRequests.All.Count.ShouldBeGreaterThanOrEqualTo(200);
        await using var home = await HomeAssistantDemoHub.StartAsync(new HomeAssistantDemoHubOptions { Living = false });
        await using var gateway = await GatewayProcess.StartAsync(home);
        using var http = new HttpClient { BaseAddress = gateway.Url };
        await using var honest = await UpstreamSseClient.OpenAsync(http, "home", "probe");
        await honest.UntilTopicAsync("probe", "live");
        (await AnswersAsync(gateway.Url)).ShouldBeEmpty();
        var before = gateway.Resident;

        for (var round = 0; round < Rounds; round++)
        {
            (await AnswersAsync(gateway.Url)).ShouldBeEmpty();
            home.FireEvent("probe", new JsonObject { ["number"] = round });
        }

        (gateway.Resident - before).ShouldBeLessThan(MaxGrowth);
        await Eventually.TrueAsync(() => honest.LiveEvents.Count == Rounds, "the honest client has every event");
        honest.Messages.Where(static message => message.Kind is "event").Select(static message => message.Body["data"]!["data"]!["number"]!.GetValue<int>()).ShouldBe(Enumerable.Range(0, Rounds));
        (await http.GetStringAsync("/healthz")).ShouldBe("live");
        gateway.Output.Where(static line => line.Contains(" fail: ", StringComparison.Ordinal) || line.Contains(" crit: ", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    /// <summary>Sends all of them, some at a time, and answers what was not as it should be.</summary>
    private static async Task<IReadOnlyList<string>> AnswersAsync(Uri gateway)
    {
        var wrong = new List<string>();
        foreach (var some in HostileRequests.All.Chunk(40))
        {
            var answers = await Task.WhenAll(some.Select(request => SendAsync(gateway, request)));
            wrong.AddRange(some.Zip(answers).Where(static row => !row.First.Accepts(row.Second.Status, row.Second.Body))
                .Select(static row => $"{row.First.Name}: {row.Second.Status} {row.Second.Body[..Math.Min(row.Second.Body.Length, 200)]}"));
        }

        return wrong;
    }

    private static async Task<(int Status, string Body)> SendAsync(Uri gateway, HostileRequest request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(gateway.Host, gateway.Port).Soon();
        var stream = client.GetStream();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        try
        {
            await stream.WriteAsync(request.Bytes.Replace("{host}", gateway.Authority, StringComparison.Ordinal) is var text ? Encoding.Latin1.GetBytes(text) : [], limit.Token);
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
