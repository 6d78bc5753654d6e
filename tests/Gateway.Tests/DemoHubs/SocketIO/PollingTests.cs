using System.Net;
using Gateway.DemoHubs.SocketIO.Engine;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.DemoHubs.SocketIO;

public sealed class PollingTests : IAsyncLifetime
{
    private const char Separator = '\u001e';

    private static readonly (HttpStatusCode Status, string Body) Ok = (HttpStatusCode.OK, "ok");
    private static readonly (HttpStatusCode Status, string Body) UnknownSid = (HttpStatusCode.BadRequest, """{"code":1,"message":"Session ID unknown"}""");

    private EchoDemoHub _hub = null!;
    private PollingClient _client = null!;

    public async Task InitializeAsync()
    {
        _hub = await EchoDemoHub.StartAsync(new EchoDemoHubOptions { Living = false, MaxPayload = 1000 });
        _client = new PollingClient(_hub.Url, revision: 4);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task Session_OverPolling_CarriesEventsAndBinary()
    {
        (await _client.OpenAsync()).ShouldEndWith(",\"upgrades\":[\"websocket\"],\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":1000}");
        (await _client.PostAsync("40")).ShouldBe(Ok);
        (await _client.GetAsync()).ShouldStartWith("40{\"sid\":\"");
        (await _client.PostAsync($$"""42["echo","é中😀"]{{Separator}}451-["echo",{"_placeholder":true,"num":0}]{{Separator}}bAQL/""")).ShouldBe(Ok);
        (await _client.GetAsync()).ShouldBe($$"""42["echo","é中😀"]{{Separator}}451-["echo",{"_placeholder":true,"num":0}]{{Separator}}bAQL/""");

        var waiting = _client.GetAsync();
        _hub.Emit("/", "later");
        (await waiting.Soon()).ShouldBe("42[\"later\"]");
        _hub.ConnectionsOpened.ShouldBe(1);
    }

    [Fact]
    public async Task Get_ASecondOne_EndsTheSession()
    {
        await OpenAsync();
        var first = _client.GetAsync();
        await Eventually.TrueAsync(() => _hub.Requests.Count == 4, "the first GET arrives");
        (await _client.AskAsync()).ShouldBe((HttpStatusCode.BadRequest, ""));
        (await first.Soon()).ShouldBe("1");
        (await _client.AskAsync()).ShouldBe(UnknownSid);
        _hub.OpenConnections.ShouldBe(0);
    }

    [Fact]
    public async Task Get_Aborted_EndsTheSession()
    {
        await OpenAsync();
        using var impatient = new HttpClient { BaseAddress = _hub.Url };
        using var abort = new CancellationTokenSource();
        var waiting = impatient.GetAsync($"/socket.io/?EIO=4&transport=polling&sid={_client.Sid}", abort.Token);
        await Eventually.TrueAsync(() => _hub.Requests.Count == 4, "the GET arrives");
        await abort.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting.Soon());
        await Eventually.TrueAsync(() => _hub.OpenConnections == 0, "the session ends");
        (await _client.AskAsync()).ShouldBe(UnknownSid);
    }

    [Fact]
    public async Task Post_TooLong_IsRefusedAndTheSessionLives()
    {
        await OpenAsync();
        (await _client.PostAsync("42[\"echo\",\"" + new string('x', 1000) + "\"]")).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await _client.PostAsync("42[\"echo\"]")).ShouldBe(Ok);
        (await _client.GetAsync()).ShouldBe("42[\"echo\"]");
    }

    [Fact]
    public async Task Post_OfBytes_EndsTheSession()
    {
        await OpenAsync();
        (await _client.PostAsync([0, 1, 255, (byte)'2'])).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await _client.AskAsync()).ShouldBe(UnknownSid);
    }

    [Fact]
    public async Task Post_OfNonsense_EndsTheSessionAtOnce()
    {
        await OpenAsync();
        (await _client.PostAsync("zzz")).ShouldBe(Ok);
        (await _client.AskAsync()).ShouldBe(UnknownSid);
    }

    [Fact]
    public async Task Client_Closing_GetsItsGetBack()
    {
        await OpenAsync();
        var waiting = _client.GetAsync();
        await Eventually.TrueAsync(() => _hub.Requests.Count == 4, "the GET arrives");
        (await _client.PostAsync("1")).ShouldBe(Ok);
        (await waiting.Soon()).ShouldBe("6");
        (await _client.AskAsync()).ShouldBe(UnknownSid);
    }

    [Fact]
    public async Task Server_Closing_SaysGoodbyeWithTheNextGet()
    {
        await OpenAsync();
        (await _client.PostAsync("42[\"kickclose\"]")).ShouldBe(Ok);
        _hub.OpenConnections.ShouldBe(0);
        (await _client.GetAsync()).ShouldBe("41");
        (await _client.GetAsync()).ShouldBe($"6{Separator}1");
        (await _client.AskAsync()).ShouldBe(UnknownSid);
    }

    [Fact]
    public async Task Hub_AbortingConnections_CutsTheWaitingGet()
    {
        await OpenAsync();
        var waiting = _client.GetAsync();
        await Eventually.TrueAsync(() => _hub.Requests.Count == 4, "the GET arrives");
        _hub.AbortConnections();
        await Should.ThrowAsync<HttpRequestException>(() => waiting.Soon());
        (await _client.AskAsync()).ShouldBe(UnknownSid);
    }

    [Fact]
    public async Task Hub_Frozen_AnswersOnlyAfterwards()
    {
        await OpenAsync();
        var waiting = _client.GetAsync();
        await Eventually.TrueAsync(() => _hub.Requests.Count == 4, "the GET arrives");
        _hub.Freeze();
        _hub.Emit("/", "later");
        await Should.ThrowAsync<TimeoutException>(() => waiting.WaitAsync(TimeSpan.FromMilliseconds(200)));
        _hub.Unfreeze();
        (await waiting.Soon()).ShouldBe("42[\"later\"]");
    }

    [Fact]
    public async Task Eio3_Payloads_AreCountedTextOrBinary()
    {
        await using var hub = await EchoDemoHub.StartAsync(new EchoDemoHubOptions { Living = false, Generation = ServerGeneration.V2 });
        using var client = new PollingClient(hub.Url, revision: 4);
        (await client.OpenAsync()).ShouldEndWith(",\"pingInterval\":25000,\"pingTimeout\":20000}2:40");

        // Counted in UTF-16 units.
        (await client.PostAsync("""17:42["echo","é中😀"]1:2""")).ShouldBe(Ok);
        (await client.GetAsync()).ShouldBe("""17:42["echo","é中😀"]1:3""");

        byte[] binary = [0, 1, 255, (byte)'2', 0, 1, 2, 255, .. "42[\"echo\",1]"u8];
        (await client.PostAsync(binary)).ShouldBe(Ok);
        (await client.GetAsync()).ShouldBe("1:312:42[\"echo\",1]");

        byte[] picture = [0, 4, 2, 255, .. """451-["echo",{"_placeholder":true,"num":0}]"""u8, 1, 3, 255, 4, 1, 2];
        (await client.PostAsync(picture)).ShouldBe(Ok);
        (await client.GetBytesAsync()).ShouldBe(picture);

        (await client.PostAsync("5:short")).ShouldBe(Ok);
        (await client.PostAsync("6:short")).Body.ShouldBe(UnknownSid.Body);
    }

    private async Task OpenAsync()
    {
        await _client.OpenAsync();
        (await _client.PostAsync("40")).ShouldBe(Ok);
        (await _client.GetAsync()).ShouldStartWith("40{\"sid\":\"");
    }
}
