using System.Net;
using System.Text.Json.Nodes;
using Gateway.Tests.Contract;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Settings;

/// <summary>A hub of each kind, added, tried, edited, switched off and taken out while clients stay and topics go on.</summary>
public sealed class HubSettingsTests : IDisposable
{
    private readonly SettingsFolder _folder = new();

    public static TheoryData<string> Kinds => ContractHubs.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Hub_AddedTriedEditedSwitchedOffAndRemoved_ClientsStayAndTopicsGoOn(string kind)
    {
        await using var hub = await ContractHubs.StartAsync(kind);
        await using var neighbour = await ContractHubs.StartAsync("Deconz");
        await using var host = SettingsHost.Start(_folder.Place);
        await host.SaveAsync("neighbour", "Deconz", host.OptionsOf(neighbour));
        await host.UntilAsync("neighbour", "online");
        await using var upstairs = await UpstreamSseClient.OpenAsync(host.Http, "neighbour", neighbour.Topic);
        await upstairs.UntilTopicAsync(neighbour.Topic, "live");
        var options = host.OptionsOf(hub);

        var (tried, diagnosis) = await host.TestAsync(kind, options);
        tried.ShouldBe(HttpStatusCode.OK, diagnosis?.ToJsonString());
        Verdict(diagnosis!, "auth").ShouldBe("ok");
        (await host.SendAsync(HttpMethod.Get, "/api/hubs/home")).Status.ShouldBe(HttpStatusCode.NotFound, "a test saves nothing");

        await host.SaveAsync("home", kind, options);
        await host.UntilAsync("home", "online");
        await using var client = await UpstreamSseClient.OpenAsync(host.Http, "home", hub.Topic);
        await client.UntilTopicAsync(hub.Topic, "live");
        await RaiseAsync(hub, client, 1);

        // The token is left out: it stays.
        options.Remove("Token");
        options["Commands:PerSecond"] = 7;
        var sessions = hub.Sessions;
        await host.SaveAsync("home", kind, options);
        await Eventually.TrueAsync(() => hub.Sessions > sessions, "the entry counts");
        await client.UntilTopicAsync(hub.Topic, "live", times: 2);
        await RaiseAsync(hub, client, 2);
        (await host.TestAsync(kind, options, "home")).Body!["verdict"]!.GetValue<string>().ShouldNotContain("failed");

        options["Enabled"] = false;
        await host.SaveAsync("home", kind, options);
        await host.UntilAsync("home", "stopped");
        await Eventually.TrueAsync(() => hub.OpenSessions == 0, "the hub is left");
        options["Enabled"] = true;
        await host.SaveAsync("home", kind, options);
        await host.UntilAsync("home", "online");
        await client.UntilTopicAsync(hub.Topic, "live", times: 3);
        await RaiseAsync(hub, client, 3);

        (await host.SendAsync(HttpMethod.Delete, "/api/hubs/home/settings")).Status.ShouldBe(HttpStatusCode.NoContent);
        await host.UntilGoneAsync("home");
        await Eventually.TrueAsync(() => hub.OpenSessions == 0, "the hub is left");
        neighbour.Raise(1);
        await upstairs.UntilNumberAsync(neighbour, 1);
        upstairs.HasEnded.ShouldBeFalse();
        neighbour.Sessions.ShouldBe(1, "the neighbour is not touched");
        host.Audit.ShouldContain(line => line.Contains($"Admin by everyone from 127.0.0.1: home settings put {kind}: ok", StringComparison.Ordinal));
        host.Audit.ShouldContain(line => line.Contains($"settings test {kind}: ok", StringComparison.Ordinal));
        host.Audit.ShouldContain(static line => line.Contains("home settings delete: ok", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Settings_Shown_HaveNoSecretAndNameWhatIsSet()
    {
        await using var host = SettingsHost.Start(_folder.Place);
        foreach (var secret in new[] { "token-secret-1", "header-secret-2", "auth-secret-3", "query-secret-4", "handshake-secret-5", "namespace-secret-6" })
        {
            host.Learn(secret);
        }

        await host.SaveAsync("chat", "SocketIO", new JsonObject
        {
            ["Url"] = "http://127.0.0.1:9",
            ["Enabled"] = false,
            ["Token"] = "token-secret-1",
            ["SocketIO:Headers"] = new JsonObject { ["X-Site"] = "header-secret-2", ["X-Other"] = "header-secret-2" },
            ["SocketIO:Auth"] = new JsonObject { ["token"] = "auth-secret-3" },
            ["SocketIO:Query"] = new JsonObject { ["room"] = "query-secret-4" },
            ["SocketIO:HandshakeUrl"] = "http://127.0.0.1:9/socket.io/?key=handshake-secret-5",
            ["SocketIO:Namespace"] = "/chat?key=namespace-secret-6",
            ["SocketIO:EncodeQuery"] = true,
            ["Commands:Burst"] = 9,
        });

        // A name of a map that is left out goes; one with null keeps its text.
        await host.SaveAsync("chat", "SocketIO", new JsonObject
        {
            ["Url"] = "http://127.0.0.1:9",
            ["Enabled"] = false,
            ["SocketIO:Headers"] = new JsonObject { ["X-Site"] = null, ["X-New"] = "header-secret-2" },
            ["SocketIO:Auth"] = null,
            ["Commands:Burst"] = 9,
        });
        var body = (await host.SendAsync(HttpMethod.Get, "/api/hubs/chat/settings")).Body!;

        body["origin"]!.GetValue<string>().ShouldBe("page");
        body["kind"]!.GetValue<string>().ShouldBe("SocketIO");
        body["options"]!.ToJsonString().ShouldBe("""{"Commands:Burst":9,"Enabled":false,"SocketIO:Headers":{"X-New":null,"X-Site":null},"SocketIO:Query":{"room":null},"Url":"http://127.0.0.1:9"}""");
        body["secrets"]!.AsArray().Select(static name => name!.GetValue<string>()).ShouldBe(["Token", "SocketIO:Namespace", "SocketIO:HandshakeUrl", "SocketIO:Query", "SocketIO:Headers"]);
        var support = await host.Http.GetStringAsync("/api/support");
        support.ShouldContain("Gateway:Hubs:chat:Token");
    }

    [Fact]
    public async Task Settings_TextInTheSectionsPlace_AreShownWithoutIt()
    {
        await using var host = SettingsHost.Start(_folder.Place);
        host.ErrorsAreExpected = true;
        _folder.Write("appsettings.json", """{ "Gateway": { "Hubs": { "chat": { "Kind": "SocketIO", "Url": "http://127.0.0.1:9", "SocketIO": { "Headers": "a text" } } } } }""");
        await Eventually.TrueAsync(() => host.Log.Errors.Any(static line => line.Contains("is a text where", StringComparison.Ordinal)), "the mistake is told");

        var (status, body) = await host.SendAsync(HttpMethod.Get, "/api/hubs/chat/settings");
        status.ShouldBe(HttpStatusCode.OK);
        body!["options"]!.ToJsonString().ShouldBe("""{"SocketIO:Headers":{},"Url":"http://127.0.0.1:9"}""");
    }

    [Fact]
    public async Task Settings_PryvEndpointWithItsToken_IsTakenApart()
    {
        await using var host = SettingsHost.Start(_folder.Place);
        host.Learn("ck60yn9yv00011hd3vu1ocpi7");
        await host.SaveAsync("diary", "Pryv", new JsonObject { ["Url"] = "http://ck60yn9yv00011hd3vu1ocpi7@127.0.0.1:9/mathurin/", ["Enabled"] = false });

        var body = (await host.SendAsync(HttpMethod.Get, "/api/hubs/diary/settings")).Body!;
        body["options"]!["Url"]!.GetValue<string>().ShouldBe("http://127.0.0.1:9/mathurin/");
        body["secrets"]!.AsArray().Single()!.GetValue<string>().ShouldBe("Token");
        (await File.ReadAllTextAsync(_folder.Hubs)).ShouldNotContain("ck60yn9yv00011hd3vu1ocpi7");
    }

    [Theory]
    [InlineData("home", "Homie", "{}", "kind", "is none of HomeAssistant, Homey, Deconz, Pryv, SocketIO")]
    [InlineData("my hub", "Homey", """{"Url":"http://127.0.0.1:9","Token":"x"}""", "hub", "1 to 64 of the characters")]
    [InlineData("home", "Homey", """{"Url":"homey.local","Token":"x"}""", "Url", "is not an http or https address")]
    [InlineData("home", "Homey", """{"Url":"http://127.0.0.1:9"}""", "Token", "is missing; create an API key")]
    [InlineData("home", "Homey", """{"Url":"http://127.0.0.1:9","Token":7}""", "Token", "must be a text.")]
    [InlineData("home", "Homey", """{"Url":"http://127.0.0.1:9","Token":"x\ny"}""", "Token", "none that cannot be seen")]
    [InlineData("home", "Homey", """{"Url":"http://127.0.0.1:9","Token":"x\ud800"}""", "Token", "half of a surrogate pair")]
    [InlineData("home", "Homey", """{"Url":"http://127.0.0.1:9","Token":"x","Homey:Addresses":"http://127.0.0.1:9 nonsense"}""", "Homey:Addresses", "entry 2 is not an http or https address")]
    [InlineData("home", "Homey", """{"Url":"http://127.0.0.1:9","Token":"x","Password":"y"}""", "Password", "is not known; allowed here are Url, Token, HomeyId")]
    [InlineData("home", "SocketIO", """{"Url":"http://127.0.0.1:9","SocketIO:Headers":{"a:b":"x"}}""", "SocketIO:Headers", "'a:b' is no name")]
    [InlineData("home", "SocketIO", """{"Url":"http://127.0.0.1:9","SocketIO:Headers":{"Content-Type":"x"}}""", "SocketIO:Headers", "Content-Type: is no name of a header")]
    [InlineData("home", "SocketIO", """{"Url":"http://127.0.0.1:9","SocketIO:Auth":{"token":null}}""", "SocketIO:Auth", "'token' has no text")]
    [InlineData("home", "SocketIO", """{"Url":"http://127.0.0.1:9","Commands:PerSecond":0}""", "Commands:PerSecond", "'0' is not a whole number from 1 to 100000")]
    [InlineData("home", "SocketIO", """{"Url":"http://127.0.0.1:9","SocketIO:Version":"9"}""", "SocketIO:Version", "'9' is none of Auto")]
    [InlineData("home", "SocketIO", """{"Url":"http://127.0.0.1:9","Tls:CaFile":"/nowhere/ca.pem"}""", "Tls:CaFile", "does not exist")]
    public async Task Put_Mistake_IsNamedByItsOptionAndNothingIsSaved(string hub, string kind, string options, string option, string fault)
    {
        await using var host = SettingsHost.Start(_folder.Place);
        var (status, body) = await host.SendTextAsync(HttpMethod.Put, $"/api/hubs/{Uri.EscapeDataString(hub)}/settings", $$"""{"kind":"{{kind}}","options":{{options}}}""");

        status.ShouldBe(HttpStatusCode.BadRequest, body?.ToJsonString());
        body!["type"]!.GetValue<string>().ShouldBe("urn:gateway:invalid");
        body["errors"]![option].ShouldNotBeNull(body.ToJsonString()).AsArray().ShouldContain(line => line!.GetValue<string>().Contains(fault, StringComparison.Ordinal), body.ToJsonString());
        File.Exists(_folder.Hubs).ShouldBeFalse();
        (await host.SendAsync(HttpMethod.Get, "/api/hubs/home/settings")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Put_IdThatDiffersInCapitalsOnly_IsRefused()
    {
        await using var host = SettingsHost.Start(_folder.Place);
        var options = new JsonObject { ["Url"] = "http://127.0.0.1:9", ["Enabled"] = false };
        await host.SaveAsync("home", "SocketIO", options);

        var (status, body) = await host.PutAsync("Home", "SocketIO", options);
        status.ShouldBe(HttpStatusCode.BadRequest);
        body!["errors"]!["hub"]![0]!.GetValue<string>().ShouldContain("There is a hub 'home' already");
    }

    public void Dispose() => _folder.Dispose();

    private static async Task RaiseAsync(ContractHub hub, UpstreamSseClient client, int number)
    {
        hub.Raise(number);
        await client.UntilNumberAsync(hub, number);
        client.HasEnded.ShouldBeFalse();
    }

    private static string Verdict(JsonNode diagnosis, string step) =>
        diagnosis["steps"]!.AsArray().Single(row => string.Equals(row!["step"]!.GetValue<string>(), step, StringComparison.Ordinal))!["verdict"]!.GetValue<string>();
}
