using System.Text;
using Gateway.Configuration;
using Gateway.Upstreams;
using Gateway.Upstreams.GenericSocketIO;
using Gateway.Upstreams.Recording;

namespace Gateway.Tests.Upstreams.Recording;

public sealed class RecordingMaskTests
{
    private static readonly RecordingMask Mask = new(["sec/ret-4711"]);

    private static readonly UpstreamOptions Hub =
        new("home", UpstreamKind.HomeAssistant, new Uri("http://localhost"), new Secret("token-of-the-house"), Enabled: true, new TlsOptions(null, null), "1");

    [Theory]
    [InlineData("""{"type":"auth","access_token":"sec/ret-4711"}""", """{"type":"auth","access_token":"***"}""")]
    [InlineData("/socket.io/?auth=sec%2Fret-4711&t=1", "/socket.io/?auth=***&t=1")]
    [InlineData("/api/sec/ret-4711/lights/1", "/api/***/lights/1")]
    [InlineData("""{"echo":"sec\/ret-4711"}""", """{"echo":"***"}""")]
    [InlineData("""{"result":{"id":"x","token":"ckxyz-other-access"}}""", """{"result":{"id":"x","token":"***"}}""")]
    [InlineData("""{"body":"{\"access_token\":\"abcdef\"}"}""", """{"body":"{\"access_token\":\"***\"}"}""")]
    [InlineData("""{"result":"eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJ4In0.c2lnbmF0dXJl"}""", """{"result":"***"}""")]
    [InlineData("""{"token":null,"tokens":["a"],"name":"token"}""", """{"token":null,"tokens":["a"],"name":"token"}""")]
    [InlineData("room 1 of 11", "room 1 of 11")]
    [InlineData("""{"entity_picture":"/api/camera_proxy/camera.door?token=0123abcd&x=1"}""", """{"entity_picture":"/api/camera_proxy/camera.door?token=***&x=1"}""")]
    [InlineData("""{"picture":"/api/image?a=1\u0026authSig=0123abcd"}""", """{"picture":"/api/image?a=1\u0026authSig=***"}""")]
    [InlineData("""{"url":"/api/hls/0123abcd/master.m3u8"}""", """{"url":"/api/hls/***/master.m3u8"}""")]
    [InlineData("""{"service":"unlock","service_data":{"entity_id":"lock.door","code":"4711"}}""", """{"service":"unlock","service_data":{"entity_id":"lock.door","code":"***"}}""")]
    [InlineData("""{"service_data":{"code":471147,"pin": 4711}}""", """{"service_data":{"code":0,"pin": 0}}""")]
    [InlineData("""{"success":false,"error":{"code":"not_found","message":"no"}}""", """{"success":false,"error":{"code":"not_found","message":"no"}}""")]
    [InlineData("""{"code":404,"code_format":"number"}""", """{"code":404,"code_format":"number"}""")]
    [InlineData("""{"config":{"code0":"471147","code1":"","pin":"1234"}}""", """{"config":{"code0":"***","code1":"","pin":"***"}}""")]
    [InlineData("""{"apiEndpoint":"https://ckabcdef@anna.pryv.me/","api":"https://{username}.pryv.me/"}""", """{"apiEndpoint":"https://***@anna.pryv.me/","api":"https://{username}.pryv.me/"}""")]
    [InlineData("""{"stream":"rtsp:\/\/anna:geheim@camera\/1"}""", """{"stream":"rtsp:\/\/***@camera\/1"}""")]
    public void Text_WithASecret_HasStars(string text, string masked) => Mask.Text(text).ShouldBe(masked);

    [Theory]
    [InlineData("http://localhost/7f3a9c/socket.io/", "7f3a9c", "***")]
    [InlineData("http://localhost/a%2Fsecret/", "a/secret", "***")]
    [InlineData("http://localhost/homeassistant/api/", "homeassistant api", "homeassistant api")]
    public void Of_AHubWhoseAddressHasAKey_TakesItForASecret(string url, string text, string masked) =>
        RecordingMask.Of(Hub with { Url = new Uri(url) }).Text(text).ShouldBe(masked);

    [Fact]
    public void Of_ASocketIOHub_LeavesShortWords()
    {
        var auth = new Dictionary<string, string>(StringComparer.Ordinal) { ["room"] = "12", ["key"] = "geheim" };
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = "Basic YTpiY2Rl" };
        var handshake = new Uri("http://localhost/a%2Fkey1/socket.io/");
        var hub = Hub with { Kind = UpstreamKind.SocketIO, SocketIO = new GenericSocketIOOptions { Auth = auth, Headers = headers, HandshakeUrl = handshake } };

        RecordingMask.Of(hub).Text("12 geheim YTpiY2Rl a/key1 socket.io").ShouldBe("12 *** *** *** socket.io");
    }

    [Fact]
    public void Text_WithDeconzKeys_HasNone()
    {
        var masked = Mask.Text("""{"config":{"whitelist":{"0123456789":{"name":"app"}},"name":"x"}}""");

        masked.ShouldNotContain("0123456789");
        masked.ShouldContain("\"name\":\"x\"");
    }

    [Fact]
    public void Binary_WithASecret_HasStarsAndItsLength()
    {
        var masked = Mask.Binary(Encoding.UTF8.GetBytes("a sec/ret-4711 b"));

        Encoding.UTF8.GetString(masked).ShouldBe("a ************ b");
    }
}
