using System.Net;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.Deconz;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Upstreams.Deconz;

/// <summary>REST answers and the WebSocket does not: nothing is heard, but commands go on.</summary>
public sealed class DeconzWithoutEventsTests : IAsyncLifetime
{
    private const string Put = "PUT lights/1/state";
    private const string On = """{"on":true}""";

    private DeconzDemoHub _hub = null!;

    public async Task InitializeAsync() => _hub = await DeconzDemoHub.StartAsync(new DeconzDemoHubOptions { Living = false, OwnWebSocketPort = true });

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    [Fact]
    public async Task WebSocketPort_ThatIsWrong_IsSaidWhileCommandsGo_AndTheOperatorsPortCures()
    {
        _hub.AnnounceWebSocketPort(1);
        await using var host = DeconzHost.Start(_hub);
        await using var client = await UpstreamSseClient.OpenAsync(host.Http, "deconz", ["lights/*"]);

        var status = await host.UntilAsync("degraded", "Deconz:WebSocketPort");
        status["reason"]!.GetValue<string>().ShouldContain("answers by REST");
        status["reason"]!.GetValue<string>().ShouldContain(":1");
        (await host.CommandAsync(Put, On)).Status.ShouldBe(HttpStatusCode.OK);
        (await host.Http.GetAsync(new Uri("/api/hubs/deconz/http/lights/1", UriKind.Relative)).Soon()).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await host.Http.GetAsync(new Uri("/api/hubs/deconz/health", UriKind.Relative)).Soon()).StatusCode.ShouldBe(HttpStatusCode.OK);

        // Attempts go on, and nothing else is told meanwhile; nobody hears "live" while nothing is told.
        var asked = _hub.CountReceived("GET config");
        await Eventually.TrueAsync(() => _hub.CountReceived("GET config") > asked, "another attempt");
        await host.UntilAsync("degraded", "Deconz:WebSocketPort");
        StatesOf(client, "hub").SkipWhile(static state => state is "connecting").Distinct(StringComparer.Ordinal).ShouldBe(["degraded"]);
        StatesOf(client, "topic").Contains("live", StringComparer.Ordinal).ShouldBeFalse();

        host.Entry["Deconz"] = new JsonObject { ["WebSocketPort"] = _hub.WebSocketPort };
        host.Save();
        await host.UntilAsync("online");
        await client.UntilTopicAsync("lights/*", "live");
    }

    [Fact]
    public async Task Rest_GoneToo_IsAwayAndCommandsAreOffline()
    {
        _hub.AnnounceWebSocketPort(1);
        await using var host = DeconzHost.Start(_hub);
        await host.UntilAsync("degraded");

        await _hub.KillAsync();
        await host.ReconnectAsync();

        await host.UntilAsync("retrying");
        (await host.CommandAsync(Put, On)).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await host.Http.GetAsync(new Uri("/api/hubs/deconz/http/lights/1", UriKind.Relative)).Soon()).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Key_RemovedMeanwhile_IsFinalAtTheNextCommand()
    {
        _hub.AnnounceWebSocketPort(1);
        await using var host = DeconzHost.Start(_hub);
        host.ErrorsAreExpected = true;
        await host.UntilAsync("degraded");
        _hub.RemoveKeys();

        (await host.CommandAsync(Put, On)).Body["hubError"]!.ToJsonString().ShouldContain("unauthorized user");

        await host.UntilAsync("refused", "pair deconz");
        (await host.CommandAsync(Put, On)).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Key_RemovedBefore_IsRefusedThoughTheWebSocketDoesNotOpen()
    {
        _hub.RemoveKeys();
        await using var host = DeconzHost.Start(_hub, new JsonObject { ["WebSocketPort"] = 1 });
        host.ErrorsAreExpected = true;

        await host.UntilAsync("refused", "pair deconz");
    }

    [Fact]
    public async Task Command_UnderWayWhenTheEventsComeBack_GetsItsAnswer()
    {
        _hub.AnnounceWebSocketPort(1);
        await using var host = DeconzHost.Start(_hub);
        await host.UntilAsync("degraded");
        _hub.HoldAnswers(Put);
        var command = host.CommandAsync(Put, On);
        await Eventually.TrueAsync(() => _hub.CountReceived(Put) == 1, "it was sent");

        _hub.AnnounceWebSocketPort(_hub.WebSocketPort);
        await host.ReconnectAsync();
        await host.UntilAsync("online");
        _hub.ReleaseAnswers(Put);

        (await command).Status.ShouldBe(HttpStatusCode.OK);
        _hub.CountReceived(Put).ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Command_UnderWayWhenTheEntryChanges_IsUnknown(bool isSession)
    {
        _hub.AnnounceWebSocketPort(isSession ? _hub.WebSocketPort : 1);
        await using var host = DeconzHost.Start(_hub);
        await host.UntilAsync(isSession ? "online" : "degraded");
        _hub.HoldAnswers(Put);
        var command = host.CommandAsync(Put, On);
        var passed = host.Http.PutAsync(new Uri("/api/hubs/deconz/http/lights/1/state", UriKind.Relative), new StringContent(On));
        await Eventually.TrueAsync(() => _hub.CountReceived(Put) == 2, "both were sent");

        host.Entry["Deconz"] = new JsonObject { ["PingAfter"] = "00:00:20" };
        host.Save();

        // What the old entry allowed does not go on under the new one.
        (await command).Status.ShouldBe(HttpStatusCode.BadGateway);
        (await passed.Soon()).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        _hub.ReleaseAnswers(Put);
        _hub.CountReceived(Put).ShouldBe(2);
    }

    [Fact]
    public async Task Command_ForABusyGateway_IsAskedAgainThoughTheWebSocketEnded()
    {
        await using var host = await DeconzHost.StartAsync(_hub);
        _hub.Busy(1);
        var command = host.CommandAsync(Put, On);
        await Eventually.TrueAsync(() => _hub.CountReceived(Put) == 1, "it met a busy gateway");

        _hub.AbortConnections();

        (await command).Status.ShouldBe(HttpStatusCode.OK);
        _hub.CountReceived(Put).ShouldBe(2);
    }

    private static IEnumerable<string> StatesOf(UpstreamSseClient client, string kind) =>
        client.Messages.Where(message => string.Equals(message.Kind, kind, StringComparison.Ordinal)).Select(static message => message.Body["state"]!.GetValue<string>());
}
