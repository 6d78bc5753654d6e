using System.Text;
using Gateway.Commands;
using Gateway.Upstreams.Deconz;

namespace Gateway.Tests.Upstreams.Deconz;

public sealed class DeconzCommandTests
{
    [Theory]
    [InlineData("PUT lights/3/state", "{\"on\":true}", "PUT lights/3/state", true)]
    [InlineData("PUT /lights/3/state", " {\"on\":true} ", "PUT lights/3/state", true)]
    [InlineData("PUT groups/1/action", "{\"on\":true,\"bri\":9,\"xy\":[0.1,0.2],\"transitiontime\":4}", "PUT groups/1/action", true)]
    [InlineData("PUT lights/00:17:88:01:02:03:04:05-0b/state", "{\"lift\":30}", "PUT lights/00:17:88:01:02:03:04:05-0b/state", true)]
    [InlineData("PUT groups/1/action", "{\"toggle\":true}", "PUT groups/1/action", false)]
    [InlineData("PUT groups/1/action", "{\"on\":true,\"toggle\":true}", "PUT groups/1/action", false)]
    [InlineData("PUT lights/3/state", "{\"bri_inc\":10}", "PUT lights/3/state", false)]
    [InlineData("PUT lights/3/state", "{\"alert\":\"select\"}", "PUT lights/3/state", false)]
    [InlineData("PUT lights/5/state", "{\"lift\":\"stop\"}", "PUT lights/5/state", false)]
    [InlineData("PUT lights/5/state", "{\"stop\":true}", "PUT lights/5/state", false)]
    [InlineData("PUT lights/5/state", "{}", "PUT lights/5/state", false)]
    [InlineData("PUT groups/1/scenes/2/recall", "", "PUT groups/1/scenes/2/recall", false)]
    [InlineData("PUT alarmsystems/1/arm_away", "{\"code0\":\"1\"}", "PUT alarmsystems/1/arm_away", false)]
    [InlineData("PUT lights/3", "{\"name\":\"a\"}", "PUT lights/3", false)]
    [InlineData("POST groups", "{\"name\":\"a\"}", "POST groups", false)]
    [InlineData("DELETE lights/3", "", "DELETE lights/3", false)]
    [InlineData("GET lights", "", "GET lights", false)]
    [InlineData("GET lights", "{}", "GET lights", false)]
    public void Command_ThatIsOne_IsReadAndItsRepeatabilityKnown(string name, string args, string read, bool isAbsolute)
    {
        DeconzCommand.TryRead(CommandOf(name, args), out var command, out _).ShouldBeTrue();

        command!.ToString().ShouldBe(read);
        command.IsAbsolute.ShouldBe(isAbsolute);
    }

    [Theory]
    [InlineData("lights/3/state", "")]
    [InlineData("PATCH lights/3", "{}")]
    [InlineData("put lights/3/state", "{}")]
    [InlineData("PUT", "{}")]
    [InlineData("GET ", "")]
    [InlineData("PUT lights/../config", "{}")]
    [InlineData("PUT ../../config", "{}")]
    [InlineData("PUT lights/./1", "{}")]
    [InlineData("PUT lights//1", "{}")]
    [InlineData("PUT lights/1/", "{}")]
    [InlineData("PUT //evil.example/x", "{}")]
    [InlineData("PUT http://evil.example/x", "{}")]
    [InlineData("PUT lights/%2e%2e/config", "{}")]
    [InlineData("PUT lights\\1", "{}")]
    [InlineData("PUT lights/1?a=b", "{}")]
    [InlineData("PUT lights/1#a", "{}")]
    [InlineData("PUT lights/1\r\nHost: x", "{}")]
    [InlineData("PUT lights/1 HTTP/1.1", "{}")]
    [InlineData("GET lights", "{\"a\":1}")]
    [InlineData("PUT lights/3/state", "[1]")]
    [InlineData("PUT lights/3/state", "{\"on\":")]
    [InlineData("PUT lights/3/state", "true")]
    public void Command_ThatIsNone_IsInvalidWithTheCure(string name, string args)
    {
        DeconzCommand.TryRead(CommandOf(name, args), out _, out var refusal).ShouldBeFalse();

        refusal!.Status.ShouldBe(CommandStatus.Invalid);
        refusal.Detail.ShouldNotBeNullOrEmpty();
    }

    private static Command CommandOf(string name, string args) => new("deconz", name, Encoding.UTF8.GetBytes(args));
}
