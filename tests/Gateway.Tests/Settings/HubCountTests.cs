using System.Net;
using System.Text.Json.Nodes;
using Gateway.Settings;

namespace Gateway.Tests.Settings;

/// <summary>How many hubs there may be, and that they can become fewer again.</summary>
public sealed class HubCountTests : IDisposable
{
    private readonly SettingsFolder _folder = new();

    [Fact]
    public async Task Hubs_AsManyAsThereMayBe_OneMoreIsAMistakeOfTheForm()
    {
        WriteHubs(HubSettingsStore.MaxHubs);
        await using var host = SettingsHost.Start(_folder.Place);
        var options = new JsonObject { ["Url"] = "http://127.0.0.1:9", ["Enabled"] = false };

        var (status, body) = await host.PutAsync("more", "SocketIO", options);
        status.ShouldBe(HttpStatusCode.BadRequest);
        body!["type"]!.GetValue<string>().ShouldBe("urn:gateway:invalid");
        body["errors"]!["hub"]![0]!.GetValue<string>().ShouldBe("There are 100 hubs already, and there may be 100. Take one out first.");
        host.Audit.ShouldContain(static line => line.Contains("more settings put SocketIO: invalid", StringComparison.Ordinal));
        (await host.SendAsync(HttpMethod.Put, "/api/hubs/more/settings", new JsonObject { ["kind"] = "SocketIO", ["options"] = options.DeepClone() }, ("If-None-Match", "*"))).Status.ShouldBe(HttpStatusCode.BadRequest);
        await host.SaveAsync("hub7", "SocketIO", options);

        (await host.SendAsync(HttpMethod.Delete, "/api/hubs/hub8/settings")).Status.ShouldBe(HttpStatusCode.NoContent);
        await host.SaveAsync("more", "SocketIO", options);
    }

    [Fact]
    public async Task Hubs_MoreThanThereMayBeByHand_CanBeTakenOutOneByOne()
    {
        WriteHubs(HubSettingsStore.MaxHubs + 2);
        await using var host = SettingsHost.Start(_folder.Place);
        var options = new JsonObject { ["Url"] = "http://127.0.0.1:9", ["Enabled"] = false };

        (await host.SendAsync(HttpMethod.Delete, "/api/hubs/hub1/settings")).Status.ShouldBe(HttpStatusCode.NoContent);
        await host.SaveAsync("hub2", "SocketIO", options);
        (await host.PutAsync("more", "SocketIO", options)).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    public void Dispose() => _folder.Dispose();

    private void WriteHubs(int count)
    {
        var hubs = new JsonObject();
        for (var number = 0; number < count; number++)
        {
            hubs[$"hub{number}"] = new JsonObject { ["Kind"] = "SocketIO", ["Options"] = new JsonObject { ["Url"] = "http://127.0.0.1:9", ["Enabled"] = "false" }, ["Secrets"] = new JsonObject() };
        }

        _folder.Write("hubs.json", new JsonObject { ["Hubs"] = hubs }.ToJsonString());
        SettingsFolder.Close(_folder.Hubs);
    }
}
