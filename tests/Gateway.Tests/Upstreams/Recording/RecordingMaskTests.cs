using System.Text;
using Gateway.Upstreams.Recording;

namespace Gateway.Tests.Upstreams.Recording;

public sealed class RecordingMaskTests
{
    private static readonly RecordingMask Mask = new(["sec/ret-4711"]);

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
    public void Text_WithASecret_HasStars(string text, string masked) => Mask.Text(text).ShouldBe(masked);

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
