using Gateway.Configuration;
using Gateway.Tests.Clients;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Access;

public sealed class RedactionTests
{
    private const string Key = "gw_0123456789012345678901234567890123456789_-2";

    [Theory]
    [InlineData("nothing to hide", "nothing to hide")]
    [InlineData("", "")]
    [InlineData($"a key {Key} here", "a key *** here")]
    [InlineData($"{Key}", "***")]
    [InlineData($"\"{Key}\",\"{Key}\"", "\"***\",\"***\"")]
    [InlineData("gw_short stays", "gw_short stays")]
    [InlineData("gwt_CfDJ8AAAAAAAAAAAAAAAAAAAAAAAAAAA.", "***.")]
    [InlineData("GET /live?id=1&access_token=abc%2e&x=2 HTTP/1.1", "GET /live?id=1&***&x=2 HTTP/1.1")]
    [InlineData("?ACCESS_TOKEN=abc", "?***")]
    [InlineData("access_token=", "access_token=")]
    [InlineData("Authorization: Bearer abc, def", "***")]
    [InlineData("sent Bearer abcdefghijklmnopqrstuvwxyz to it", "sent *** to it")]
    [InlineData("a Bearer token", "a Bearer token")]
    [InlineData("gw_gw_gw_", "gw_gw_gw_")]
    public void Clean_Line_HasNoCredentials(string line, string expected) => LogRedaction.Clean(line).ShouldBe(expected);

    [Fact]
    public void Clean_RandomText_NeverShowsAKeyAndNeverThrows()
    {
        var random = new Random(11);
        string[] parts = [Key, "gw_", "gwt_", "access_token=", "Authorization: ", "Bearer ", "x", " ", "&", "\"", "a", "g", "é", "\n"];
        for (var round = 0; round < 20_000; round++)
        {
            var line = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => parts[random.Next(parts.Length)]));

            LogRedaction.Clean(line).ShouldNotContain(Key);
        }
    }

    [Fact]
    public async Task EverythingLogged_OfARealProcess_ShowsNoKeyAndNoTicket()
    {
        using var keys = new KeyFolder();
        var right = keys.Add("right", "admin");
        await using var gateway = GatewayProcess.Start(
            ["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:Microsoft=Trace", "--Logging:LogLevel:Microsoft.AspNetCore=Trace",
                "--Logging:Console:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics=Trace"],
            folder: keys.Folder);
        await gateway.ListeningAsync();
        using var http = new HttpClient { BaseAddress = gateway.Url };
        using var asking = new HttpRequestMessage(HttpMethod.Post, "/api/ticket") { Headers = { Authorization = new("Bearer", right) } };
        using var asked = await http.SendAsync(asking).Soon();
        var ticket = System.Text.Json.Nodes.JsonNode.Parse(await asked.Content.ReadAsStringAsync())!["accessToken"]!.GetValue<string>();

        (await http.PostAsync($"/live/negotiate?negotiateVersion=1&access_token={ticket}", content: null).Soon()).EnsureSuccessStatusCode();
        await http.GetAsync($"/live?access_token={right}").Soon();
        await http.GetAsync($"/api/hubs?key={right}").Soon();
        await BreakAsync(gateway.Url, $"GET /live?access_token={right} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization : Bearer {right}\r\n\r\n");
        await BreakAsync(gateway.Url, $"GET  /live?access_token={right}\r\n\r\n");
        await Eventually.TrueAsync(() => gateway.Output.Count(static line => line.Contains("Request starting", StringComparison.Ordinal)) >= 4, "the framework logs requests");

        var text = string.Join('\n', gateway.Output);
        text.ShouldContain("dbug: ");
        text.ShouldNotContain(right);
        text.ShouldNotContain(ticket);
        text.ShouldNotContain(right[3..30]);
    }

    private static async Task BreakAsync(Uri url, string request)
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(url.Host, url.Port);
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(client.GetStream());
        (await reader.ReadToEndAsync().Soon()).ShouldStartWith("HTTP/1.1 400");
    }
}
