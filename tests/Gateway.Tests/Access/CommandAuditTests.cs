using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Gateway.Access;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Access;

/// <summary>Who did what to which hub, with what outcome: a line each, over every face.</summary>
public sealed class CommandAuditTests : IDisposable
{
    private readonly KeyFolder _keys = new();

    [Fact]
    public async Task EveryActAndRefusal_HasItsLine()
    {
        var owner = _keys.Add("owner", "admin");
        var tablet = _keys.Add("tablet", "read:home/entities/light.*", "command:home/get_*");
        await using var host = await _keys.StartAsync();
        await ReadyAsync(host, owner);

        await PostAsync(host, tablet, "/api/hubs/home/commands", """{"name":"get_config"}""");
        await PostAsync(host, tablet, "/api/hubs/home/commands", """{"name":"call_service"}""");
        await PostAsync(host, owner, "/api/hubs/home/commands/batch", """[{"name":"no_such_command"},{"name":"get_states"}]""");
        await PostAsync(host, owner, "/api/hubs/home/raw", "2", "text/plain");
        await PostAsync(host, owner, "/api/hubs/home/http/api/nothing", "{}");
        await using var live = await LiveCaller.OpenAsync(host, tablet);
        await live.CallAsync("Command", JsonNode.Parse("""{"hub":"home","name":"get_services","wait":false}""")!);
        await live.CallAsync("Command", JsonNode.Parse("""{"hub":"home","name":"call_service"}""")!);

        await live.CallAsync("Subscribe", JsonNode.Parse("""{"hub":"home","topics":["entities/lock.safe"]}""")!);

        await Eventually.TrueAsync(() => Lines(host).Length >= 9, "nine lines");
        Lines(host).ShouldBe(
            [
                "Command by tablet from 127.0.0.1: home get_config: ok",
                "Refused by tablet from 127.0.0.1: - POST /api/hubs/home/commands: forbidden",
                "Command by owner from 127.0.0.1: home no_such_command: rejected",
                "Command by owner from 127.0.0.1: home get_states: ok",
                "Raw by owner from 127.0.0.1: home -: invalid",
                "Http by owner from 127.0.0.1: home POST api/nothing: 405",
                "Command by tablet from 127.0.0.1: home get_services: sent",
                "Refused by tablet from 127.0.0.1: - Command command:home/call_service: forbidden",
                "Refused by tablet from 127.0.0.1: - Subscribe read:home/entities/lock.safe: forbidden",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public async Task CommandWhoseClientHasGone_IsWrittenWithItsOutcome()
    {
        var owner = _keys.Add("owner", "admin");
        await using var host = await _keys.StartAsync();
        await ReadyAsync(host, owner);
        host.Home.HoldAnswers("get_config");
        var before = host.Home.CountReceived("get_config");
        using (var leaving = new CancellationTokenSource())
        {
            var asking = PostAsync(host, owner, "/api/hubs/home/commands", """{"name":"get_config"}""", leaving: leaving.Token);
            await Eventually.TrueAsync(() => host.Home.CountReceived("get_config") > before, "the hub has the command");
            await leaving.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(asking);
        }

        Lines(host).ShouldBeEmpty();
        host.Home.ReleaseAnswers("get_config");

        await Eventually.TrueAsync(() => Lines(host).Length == 1, "the line");
        Lines(host)[0].ShouldBe("Command by owner from 127.0.0.1: home get_config: ok");
    }

    public void Dispose() => _keys.Dispose();

    private static string[] Lines(GatewayHost host) =>
        [.. host.Log.Lines.Where(static line => line.Category is AuditLog.Category && !line.Text.StartsWith("Key ", StringComparison.Ordinal)).Select(static line => line.Text[..line.Text.LastIndexOf(" after ", StringComparison.Ordinal)])];

    private static async Task ReadyAsync(GatewayHost host, string owner)
    {
        host.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", owner);
        await host.UntilAsync("online");
        host.Http.DefaultRequestHeaders.Authorization = null;
    }

    private static async Task PostAsync(GatewayHost host, string key, string path, string body, string type = "application/json", CancellationToken leaving = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, new MediaTypeHeaderValue(type)) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await host.Http.SendAsync(request, leaving);
    }
}
