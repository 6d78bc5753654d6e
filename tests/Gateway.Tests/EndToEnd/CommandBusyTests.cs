using System.Text.Json.Nodes;
using Gateway.DemoHubs.Deconz;
using Gateway.DemoHubs.Homey;
using Gateway.DemoHubs.Pryv;
using Gateway.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.EndToEnd;

/// <summary>A hub that says that it is asked too much is sent less for a while; each kind says it in its own words.</summary>
public sealed class CommandBusyTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Deconz_Busy_IsSentLess(bool wait)
    {
        await using var hub = await DeconzDemoHub.StartAsync(new DeconzDemoHubOptions { Living = false });
        await using var host = await HubHost.OnlineAsync(new JsonObject { ["Kind"] = "Deconz", ["Url"] = hub.Url.ToString(), ["Token"] = hub.Token });
        hub.Busy(1);

        // It says what to do, not what to be, so that it is not asked again.
        var (_, body, _) = await host.CommandAsync(Command("PUT lights/1/state", """{"alert":"select"}""", wait));

        body["status"]!.ToString().ShouldBe(wait ? "422" : "sent", body.ToJsonString());
        await UntilToldAsync(host);
    }

    [Theory]
    [InlineData("PUT /api/manager/devices/device/<id>/capability/onoff", """{"value":true}""", 429, true)]
    [InlineData("PUT /api/manager/devices/device/<id>/capability/onoff", """{"value":true}""", 503, false)]
    [InlineData("setCapabilityValue homey:manager:devices", """{"deviceId":"<id>","capabilityId":"onoff","value":true}""", 429, true)]
    [InlineData("setCapabilityValue homey:manager:devices", """{"deviceId":"<id>","capabilityId":"onoff","value":true}""", 503, false)]
    public async Task Homey_Busy_IsSentLess(string name, string args, int status, bool wait)
    {
        await using var hub = await HomeyDemoHub.StartAsync(new HomeyDemoHubOptions { Living = false });
        await using var host = await HubHost.OnlineAsync(new JsonObject { ["Kind"] = "Homey", ["Url"] = hub.Url.ToString(), ["Token"] = hub.Token, ["HomeyId"] = hub.HomeyId });
        hub.RefuseOperation("setCapabilityValue", status, "Busy", "Too many requests");

        var id = hub.DeviceIds[0];
        var (_, body, _) = await host.CommandAsync(Command(name.Replace("<id>", id, StringComparison.Ordinal), args.Replace("<id>", id, StringComparison.Ordinal), wait));

        body["status"]!.ToString().ShouldBe(wait ? "422" : "sent", body.ToJsonString());
        await UntilToldAsync(host);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pryv_Unavailable_IsSentLess(bool wait)
    {
        await using var hub = await DiaryDemoHub.StartAsync(new DiaryDemoHubOptions { Living = false });
        await using var host = await HubHost.OnlineAsync(
            new JsonObject { ["Kind"] = "Pryv", ["Url"] = hub.Url.ToString(), ["Token"] = hub.Token, ["User"] = hub.User, ["Dialect"] = "Current" });
        hub.RefuseMethod("events.create", "api-unavailable", "Come back later");

        var (_, body, _) = await host.CommandAsync(Command("events.create", """{"streamIds":["notes"],"type":"note/txt","content":"hello"}""", wait));

        body["status"]!.ToString().ShouldBe(wait ? "422" : "sent", body.ToJsonString());
        await UntilToldAsync(host);
    }

    [Fact]
    public async Task Hub_RefusesForAnotherReason_IsSentAsMuchAsBefore()
    {
        await using var hub = await DeconzDemoHub.StartAsync(new DeconzDemoHubOptions { Living = false });
        await using var host = await HubHost.OnlineAsync(new JsonObject { ["Kind"] = "Deconz", ["Url"] = hub.Url.ToString(), ["Token"] = hub.Token });

        await host.CommandAsync(Command("PUT lights/999/state", """{"on":true}""", wait: true));

        Told(host).ShouldBeEmpty();
    }

    private static JsonObject Command(string name, string args, bool wait) => new() { ["name"] = name, ["args"] = JsonNode.Parse(args), ["wait"] = wait };

    private static IEnumerable<string> Told(HubHost host) =>
        host.Log.Lines.Where(static line => line.Level == LogLevel.Warning).Select(static line => line.Text).Where(static line => line.Contains("says that it is asked too much", StringComparison.Ordinal));

    private static async Task UntilToldAsync(HubHost host)
    {
        await Eventually.TrueAsync(() => Told(host).Any(), "the hub's complaint counts");
        Told(host).ShouldHaveSingleItem().ShouldBe("Hub home says that it is asked too much. It is sent 10 instead of 20 commands per second for a while.");
    }
}
