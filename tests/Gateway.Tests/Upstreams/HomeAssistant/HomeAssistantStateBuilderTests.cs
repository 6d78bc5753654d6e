using System.Text;
using System.Text.Json;
using Gateway.Upstreams.HomeAssistant;

namespace Gateway.Tests.Upstreams.HomeAssistant;

public sealed class HomeAssistantStateBuilderTests
{
    [Fact]
    public void WriteFull_AfterAHugeState_LetsItsMemoryGo()
    {
        var builder = new HomeAssistantStateBuilder();

        Write(builder, new string('x', 3 << 20));
        builder.Capacity.ShouldBeGreaterThan(3 << 20);
        Write(builder, "x");

        builder.Capacity.ShouldBeLessThan(1 << 20);
        Encoding.UTF8.GetString(builder.Written).ShouldContain("\"a\":\"x\"");
    }

    private static void Write(HomeAssistantStateBuilder builder, string text)
    {
        var json = Encoding.UTF8.GetBytes($$"""{"s":"on","a":{"a":"{{text}}"},"c":"01","lc":1700000000.5}""");
        var reader = new Utf8JsonReader(json);
        reader.Read();
        builder.WriteFull("\"light.a\""u8, HomeAssistantStateParts.ReadFull(ref reader, json), known: null).ShouldBe(0);
    }
}
