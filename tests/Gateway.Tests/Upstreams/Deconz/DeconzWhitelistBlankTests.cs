using System.Text;
using System.Text.Json;
using Gateway.Upstreams.Deconz;

namespace Gateway.Tests.Upstreams.Deconz;

public sealed class DeconzWhitelistBlankTests
{
    [Theory]
    [InlineData("""{"whitelist":{"KEY":{"name":"x"}},"a":1}""", """{"whitelist":{                  },"a":1}""")]
    [InlineData("""{"config" : { "whitelist" : { "K}E{Y\"": [1] }, "b" : "whitelist" }, "c": {"d":2}}""", """{"config" : { "whitelist" : {                }, "b" : "whitelist" }, "c": {"d":2}}""")]
    [InlineData("""{"whitelist":{}}""", """{"whitelist":{}}""")]
    [InlineData("""{"whitelist":"text","x":{"a":1}}""", """{"whitelist":"text","x":{"a":1}}""")]
    [InlineData("""{"a":"whitelist","b":{"KEY":1}}""", """{"a":"whitelist","b":{"KEY":1}}""")]
    [InlineData("""{"xwhitelist":{"KEY":1},"whitelistx":{"KEY":1}}""", """{"xwhitelist":{"KEY":1},"whitelistx":{"KEY":1}}""")]
    [InlineData("""["whitelist",{"KEY":1}]""", """["whitelist",{"KEY":1}]""")]
    public void Blank_JsonInAnyPieces_HasNoKeysAndKeepsItsLength(string json, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var copy = bytes.ToArray();
            var blank = new DeconzWhitelistBlank();
            blank.Blank(copy.AsSpan(0, cut));
            blank.Blank(copy.AsSpan(cut));
            Encoding.UTF8.GetString(copy).ShouldBe(expected, $"cut at {cut}");
        }

        Should.NotThrow(() => JsonDocument.Parse(expected).Dispose());
    }
}
