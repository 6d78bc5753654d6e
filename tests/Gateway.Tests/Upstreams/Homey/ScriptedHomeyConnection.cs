using System.Text.Json.Nodes;

namespace Gateway.Tests.Upstreams.Homey;

/// <summary>A Homey's end of one connection, in Socket.IO 2 over Engine.IO 3.</summary>
internal sealed class ScriptedHomeyConnection(ScriptedConnection wire)
{
    public const string Namespace = "/v7";
    public const string Open = """0{"sid":"Qx1","upgrades":[],"pingInterval":25000,"pingTimeout":60000}""";

    /// <summary>The hub's devices, by id; the answer to <c>getDevices</c>.</summary>
    public JsonObject Devices { get; } = [];

    public ScriptedConnection Wire => wire;

    public static JsonObject Device(string id, string name = "Hall", bool onoff = true) => new()
    {
        ["id"] = id,
        ["name"] = name,
        ["capabilitiesObj"] = new JsonObject { ["onoff"] = new JsonObject { ["value"] = onoff } },
    };

    /// <summary>The transport opens and the root is joined, unasked.</summary>
    public async Task OpenAsync(string open = Open)
    {
        await wire.SendAsync(open);
        await wire.SendAsync("40");
    }

    /// <summary>The whole login, up to the namespace.</summary>
    public async Task SignInAsync(string open = Open)
    {
        await OpenAsync(open);
        var packet = await ReadAsync("handshakeClient");
        await AckAsync(packet, $$"""null,{"namespace":"{{Namespace}}"}""");
        (await wire.ReadAsync()).TrimEnd(',').ShouldBe($"40{Namespace}");
        await wire.SendAsync($"40{Namespace},");
    }

    /// <summary>The next packet, which must be an event with this name.</summary>
    public async Task<HomeyPacket> ReadAsync(string name)
    {
        var packet = HomeyPacket.Parse(await wire.ReadAsync());
        packet.Type.ShouldBe("42");
        JsonNode.Parse(packet.Json)!.AsArray()[0]!.GetValue<string>().ShouldBe(name, packet.Json);
        return packet;
    }

    /// <summary>The next packet, which must subscribe or unsubscribe this URI.</summary>
    public async Task<HomeyPacket> ReadAsync(string name, string uri)
    {
        var packet = await ReadAsync(name);
        packet.Namespace.ShouldBe(Namespace);
        packet.Json.ShouldBe($"[\"{name}\",\"{uri}\"]");
        return packet;
    }

    /// <summary>The next packet, which must call this operation.</summary>
    public async Task<HomeyPacket> ReadCallAsync(string operation)
    {
        var packet = await ReadAsync("api");
        JsonNode.Parse(packet.Json)!.AsArray()[1]!["operation"]!.GetValue<string>().ShouldBe(operation);
        return packet;
    }

    /// <summary>Takes a subscription and says yes.</summary>
    public async Task AcceptAsync(string uri) => await AckAsync(await ReadAsync("subscribe", uri), "null");

    /// <summary>Takes a subscription and says no.</summary>
    public async Task RefuseAsync(string uri, string error = "\"timeout\"") => await AckAsync(await ReadAsync("subscribe", uri), error);

    /// <summary>Takes a call for the list of devices and answers it.</summary>
    public async Task ListAsync() => await AckAsync(await ReadCallAsync("getDevices"), $"null,{Devices.ToJsonString()}");

    /// <param name="packet">What is answered.</param>
    /// <param name="args">The ack's arguments, without brackets.</param>
    public Task AckAsync(HomeyPacket packet, string args) => wire.SendAsync($"43{Place(packet)}{packet.Id}[{args}]");

    /// <param name="uri">Whose event.</param>
    /// <param name="args">Its arguments, without brackets.</param>
    public Task EventAsync(string uri, string args) => wire.SendAsync($"42{Namespace},[\"{uri}\",{args}]");

    public Task CapabilityAsync(string id, string value, string capability = "onoff") =>
        EventAsync($"homey:device:{id}", $$"""
            "capability",{"capabilityId":"{{capability}}","value":{{value}},"transactionId":"t"}
            """.Trim());

    private static string Place(HomeyPacket packet) => packet.Namespace.Length > 0 ? packet.Namespace + "," : "";
}
