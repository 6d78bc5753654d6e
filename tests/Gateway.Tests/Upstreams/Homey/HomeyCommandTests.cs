using System.Text;
using Gateway.Upstreams.Homey;

namespace Gateway.Tests.Upstreams.Homey;

public sealed class HomeyCommandTests
{
    [Theory]
    [InlineData("PUT /api/manager/devices/device/3f1c/capability/onoff", "PUT")]
    [InlineData("GET /api/manager/system/", "GET")]
    [InlineData("POST /api/manager/flow/flow/77aa/trigger", "POST")]
    [InlineData("DELETE /api/manager/logic/variable/1?force=true", "DELETE")]
    [InlineData("POST /api/manager/flow/flowcardaction/homey%3Adevice%3A1/homey:device:1:on/run", "POST")]
    public void TryRead_Request_IsReadAsItIs(string name, string method)
    {
        HomeyCommand.TryRead(name, out var command, out var refusal).ShouldBeTrue(refusal);

        command!.Method!.Method.ShouldBe(method);
        command.Target.ShouldBe(name.Split(' ')[1]);
    }

    [Theory]
    [InlineData("setCapabilityValue homey:manager:devices", "setCapabilityValue", "homey:manager:devices")]
    [InlineData("getFlows homey:manager:flow", "getFlows", "homey:manager:flow")]
    public void TryRead_Operation_IsReadAsItIs(string name, string operation, string uri)
    {
        HomeyCommand.TryRead(name, out var command, out var refusal).ShouldBeTrue(refusal);

        command.ShouldBe(new HomeyCommand(null, uri, operation));
    }

    [Theory]
    [InlineData("")]
    [InlineData("getDevices")]
    [InlineData("put /api/manager/devices")]
    [InlineData("PATCH /api/manager/devices")]
    [InlineData("PUT  /api/manager/devices")]
    [InlineData("PUT /api/x HTTP/1.1")]
    [InlineData("get-devices homey:manager:devices")]
    [InlineData("getDevices manager:devices")]
    [InlineData("getDevices homey:device:*")]
    [InlineData("PUT http://elsewhere/api/x")]
    [InlineData("PUT //elsewhere/api/x")]
    [InlineData("PUT /other")]
    [InlineData("PUT /api")]
    [InlineData("PUT /api/../secret")]
    [InlineData("PUT /api/%2e%2e/secret")]
    [InlineData("PUT /api/..%2fsecret")]
    [InlineData("PUT /api/a//b")]
    [InlineData("PUT /api/a\\b")]
    [InlineData("PUT /api/a%5cb")]
    [InlineData("PUT /api/a%0d%0aHost:b")]
    [InlineData("PUT /api/a\r\nHost:b")]
    [InlineData("PUT /api/a#b")]
    [InlineData("PUT /api/a%3fb")]
    [InlineData("PUT /%61pi/../x")]
    public void TryRead_AnythingElse_IsRefusedWithTheCure(string name)
    {
        HomeyCommand.TryRead(name, out var command, out var refusal).ShouldBeFalse();

        command.ShouldBeNull();
        refusal.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("""{"a":1,"b":"x y","c":true,"d":null}""", "?a=1&b=x%20y&c=true")]
    [InlineData("""{"ids":["a","b&c"],"filter":{"zone":"z=1","deep":{"n":[1.50]}}}""", "?ids[0]=a&ids[1]=b%26c&filter[zone]=z%3D1&filter[deep][n][0]=1.50")]
    [InlineData("{}", "")]
    [InlineData("", "")]
    public void Query_OfArguments_HasBracketsForWhatIsNested(string args, string query) =>
        WithQuery("/api/x", args).ShouldBe("/api/x" + query);

    [Fact]
    public void Query_BesideOneInThePath_IsAdded() =>
        WithQuery("/api/x?a=1", """{"b":2}""").ShouldBe("/api/x?a=1&b=2");

    private static string? WithQuery(string target, string args) => HomeyQuery.TryAdd(target, Encoding.UTF8.GetBytes(args), out var result, out _) ? result : null;
}
