using System.Net;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.Deconz;
using Gateway.DemoHubs.HomeAssistant;
using Gateway.Tests.Contract;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Settings;

/// <summary>Who may change hubs, what stays where, and where a stored secret may go.</summary>
public sealed class HubSettingsRuleTests : IDisposable
{
    private readonly SettingsFolder _folder = new();

    [Fact]
    public async Task StoredSecret_OtherPlace_IsNotSentThere()
    {
        await using var home = await ContractHubs.StartAsync("HomeAssistant");
        await using var thief = await HomeAssistantDemoHub.StartAsync(new HomeAssistantDemoHubOptions { Living = false });
        await using var host = SettingsHost.Start(_folder.Place);
        var options = host.OptionsOf(home);
        await host.SaveAsync("home", "HomeAssistant", options);
        await host.UntilAsync("home", "online");
        options.Remove("Token");
        options["Url"] = thief.Url.ToString();

        foreach (var (status, body) in new[] { await host.PutAsync("home", "HomeAssistant", options), await host.TestAsync("HomeAssistant", options, "home") })
        {
            status.ShouldBe(HttpStatusCode.BadRequest);
            body!["errors"]!["Token"]![0]!.GetValue<string>().ShouldContain("Give it again");
        }

        // Another kind at the same address, and the same host with another scheme, are other places as well.
        (await host.PutAsync("home", "Deconz", new JsonObject { ["Url"] = home.Entry["Url"]!.DeepClone() })).Body!["errors"]!["Token"]!.ToJsonString().ShouldContain("Give it again");
        options["Url"] = home.Entry["Url"]!.GetValue<string>().Replace("http:", "https:", StringComparison.Ordinal);
        (await host.PutAsync("home", "HomeAssistant", options)).Body!["errors"]!["Token"]!.ToJsonString().ShouldContain("Give it again");
        thief.ConnectionsOpened.ShouldBe(0);
        thief.CountReceived("auth").ShouldBe(0);
        (await host.UntilAsync("home", "online"))["reconnects"]!.GetValue<int>().ShouldBe(0);

        options["Url"] = thief.Url.ToString();
        options["Token"] = thief.Token;
        await host.SaveAsync("home", "HomeAssistant", options);
        await Eventually.TrueAsync(() => thief.CountReceived("auth") == 1, "given again, it goes there");
    }

    [Theory]
    [InlineData("SocketIO", "SocketIO:HandshakeUrl", "http://thief.example/socket.io/")]
    [InlineData("Homey", "Homey:Addresses", "http://thief.example")]
    public async Task StoredSecret_FurtherAddress_WantsItAgain(string kind, string option, string value)
    {
        await using var host = SettingsHost.Start(_folder.Place);
        var options = new JsonObject { ["Url"] = "http://127.0.0.1:9", ["Token"] = "kept-secret-1", ["Enabled"] = false };
        host.Learn("kept-secret-1");
        await host.SaveAsync("hub", kind, options);
        options.Remove("Token");
        options[option] = value;

        var (status, body) = await host.PutAsync("hub", kind, options);
        status.ShouldBe(HttpStatusCode.BadRequest, body?.ToJsonString());
        body!["errors"]!["Token"]![0]!.GetValue<string>().ShouldContain("Give it again");
        options["Token"] = "kept-secret-1";
        await host.SaveAsync("hub", kind, options);
        options.Remove("Token");
        await host.SaveAsync("hub", kind, options);
    }

    [Fact]
    public async Task Hub_OfTheConfiguration_IsShownAndNotChanged()
    {
        _folder.Write("appsettings.json", """{ "Gateway": { "Hubs": { "chat": { "Kind": "socketio", "Url": "http://127.0.0.1:9", "Token": "file-secret-1", "Enabled": false, "SocketIO": { "Headers": { "X-Site": "file-secret-2" } } } } } }""");
        await using var host = SettingsHost.Start(_folder.Place, ("Hubs:other:Kind", "SocketIO"), ("Hubs:other:Url", "http://127.0.0.1:9"), ("Hubs:other:Enabled", "false"));
        host.Learn("file-secret-1");
        host.Learn("file-secret-2");

        var shown = (await host.SendAsync(HttpMethod.Get, "/api/hubs/chat/settings")).Body!;
        shown["origin"]!.GetValue<string>().ShouldBe("configuration");
        shown["place"]!.GetValue<string>().ShouldBe("appsettings.json");
        shown["options"]!.ToJsonString().ShouldBe("""{"Enabled":false,"SocketIO:Headers":{"X-Site":null},"Url":"http://127.0.0.1:9"}""");
        shown["secrets"]!.AsArray().Count.ShouldBe(2);
        foreach (var (hub, place) in new[] { ("chat", "appsettings.json"), ("Chat", "appsettings.json"), ("other", "the command line") })
        {
            var (status, body) = await host.PutAsync(hub, "SocketIO", new JsonObject { ["Url"] = "http://127.0.0.1:9" });
            status.ShouldBe(HttpStatusCode.Conflict);
            body!["type"]!.GetValue<string>().ShouldBe("urn:gateway:configured-elsewhere");
            body["detail"]!.GetValue<string>().ShouldContain(place);
            (await host.SendAsync(HttpMethod.Delete, $"/api/hubs/{hub}/settings")).Status.ShouldBe(HttpStatusCode.Conflict);
        }

        (await host.SendAsync(HttpMethod.Delete, "/api/hubs/nothing/settings")).Status.ShouldBe(HttpStatusCode.NotFound);
        File.Exists(_folder.Hubs).ShouldBeFalse();
    }

    [Fact]
    public async Task Hub_AddedHereAndLaterInTheFile_IsTheFilesAlone()
    {
        await using var home = await ContractHubs.StartAsync("HomeAssistant");
        await using var host = SettingsHost.Start(_folder.Place);
        await host.SaveAsync("home", "HomeAssistant", host.OptionsOf(home));
        await host.UntilAsync("home", "online");

        _folder.Write("appsettings.json", """{ "Gateway": { "Hubs": { "home": { "Kind": "SocketIO", "Url": "http://127.0.0.1:9", "Enabled": false } } } }""");
        var status = await host.UntilAsync("home", "stopped");
        status["kind"]!.GetValue<string>().ShouldBe("SocketIO");
        (await host.SendAsync(HttpMethod.Get, "/api/hubs/home/settings")).Body!["secrets"]!.AsArray().ShouldBeEmpty("the two entries do not mix");
        await Eventually.TrueAsync(() => host.Log.Lines.Any(static line => line.Text.Contains("stands in appsettings.json too", StringComparison.Ordinal)), "it is told");

        _folder.Write("appsettings.json", "{}");
        (await host.UntilAsync("home", "online"))["kind"]!.GetValue<string>().ShouldBe("HomeAssistant");

        _folder.Write("appsettings.json", """{ "Gateway": { "Hubs": { "home": { "Kind": "SocketIO", "Url": "http://127.0.0.1:9", "Enabled": false } } } }""");
        await host.UntilAsync("home", "stopped");
        (await host.SendAsync(HttpMethod.Delete, "/api/hubs/home/settings")).Status.ShouldBe(HttpStatusCode.NoContent, "what is saved here can go");
        (await host.SendAsync(HttpMethod.Delete, "/api/hubs/home/settings")).Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Caller_WithoutAKey_MustSitAtThisMachine()
    {
        await using var host = SettingsHost.Start(_folder.Place, ("Access:AllowAnonymous", "true"), ("Access:Proxies:0", "127.0.0.1"));
        await EveryRouteAsync(host, HttpStatusCode.Forbidden, ("X-Forwarded-For", "192.168.1.50"));
        await EveryRouteAsync(host, HttpStatusCode.Forbidden, ("Host", "house.example"));
        await EveryRouteAsync(host, HttpStatusCode.BadRequest, ("X-Forwarded-For", "127.0.0.1"));
        await EveryRouteAsync(host, HttpStatusCode.BadRequest);
        (await host.SendAsync(HttpMethod.Get, "/api/kinds", null, ("X-Forwarded-For", "192.168.1.50"))).Status.ShouldBe(HttpStatusCode.OK);
        (await host.SendAsync(HttpMethod.Get, "/api/hubs/home/settings", null, ("X-Forwarded-For", "192.168.1.50"))).Body!["detail"]!.GetValue<string>().ShouldContain("Add a key with the scope 'admin'");
    }

    [Fact]
    public async Task Caller_BehindAProxyThatNobodyNamed_IsNotHere()
    {
        await using var host = SettingsHost.Start(_folder.Place, ("Access:AllowAnonymous", "true"));
        await EveryRouteAsync(host, HttpStatusCode.Forbidden, ("X-Forwarded-For", "127.0.0.1"));
        foreach (var header in new[] { "Forwarded", "Via", "X-Real-IP", "X-Forwarded-Proto", "X-Forwarded-Port" })
        {
            await EveryRouteAsync(host, HttpStatusCode.Forbidden, (header, "127.0.0.1"));
        }
    }

    [Fact]
    public async Task Homey_HowItIsReached_IsWhereItsKeyGoes()
    {
        await using var host = SettingsHost.Start(_folder.Place);
        var options = new JsonObject { ["Url"] = "http://127.0.0.1:9", ["Token"] = "kept-secret-2", ["Enabled"] = false, ["HomeyId"] = "5f0c" };
        host.Learn("kept-secret-2");
        await host.SaveAsync("hub", "Homey", options);
        options.Remove("Token");
        await host.SaveAsync("hub", "Homey", options);

        options["Homey:Cloud"] = true;
        await RefusedAsync("'Homey:Cloud' leads to others");
        options["Token"] = "kept-secret-2";
        await host.SaveAsync("hub", "Homey", options);
        options.Remove("Token");
        options["HomeyId"] = "another";
        await RefusedAsync("'HomeyId' leads to others");
        options.Remove("HomeyId");
        await RefusedAsync("'HomeyId' leads to others");
        options["HomeyId"] = "5f0c";
        options["Homey:Cloud"] = false;
        await host.SaveAsync("hub", "Homey", options);

        async Task RefusedAsync(string why)
        {
            foreach (var (status, body) in new[] { await host.PutAsync("hub", "Homey", options), await host.TestAsync("Homey", options, "hub") })
            {
                status.ShouldBe(HttpStatusCode.BadRequest, body?.ToJsonString());
                body!["errors"]!["Token"]![0]!.GetValue<string>().ShouldContain(why);
            }
        }
    }

    [Fact]
    public async Task Put_IfThereIsNone_LeavesTheOneThatIsThere()
    {
        _folder.Write("appsettings.json", """{ "Gateway": { "Hubs": { "file": { "Kind": "SocketIO", "Url": "http://127.0.0.1:9", "Enabled": false } } } }""");
        await using var host = SettingsHost.Start(_folder.Place);
        (await PutAsync("chat", 1)).Status.ShouldBe(HttpStatusCode.OK);
        foreach (var hub in new[] { "chat", "Chat", "file" })
        {
            var (status, body) = await PutAsync(hub, 2);
            status.ShouldBe(HttpStatusCode.PreconditionFailed, hub);
            body!["type"]!.GetValue<string>().ShouldBe("urn:gateway:exists");
        }

        (await host.SendAsync(HttpMethod.Get, "/api/hubs/chat/settings")).Body!["options"]!["Commands:Burst"]!.GetValue<int>().ShouldBe(1);
        host.Audit.ShouldContain(static line => line.Contains("chat settings put SocketIO: exists", StringComparison.Ordinal));

        Task<(HttpStatusCode Status, JsonNode? Body)> PutAsync(string hub, int burst) => host.SendAsync(
            HttpMethod.Put, $"/api/hubs/{hub}/settings",
            new JsonObject { ["kind"] = "SocketIO", ["options"] = new JsonObject { ["Url"] = "http://127.0.0.1:9", ["Enabled"] = false, ["Commands:Burst"] = burst } }, ("If-None-Match", "*"));
    }

    [Theory]
    [InlineData("""{"Url":"http://127.0.0.1:9","url":"http://127.0.0.1:10"}""")]
    [InlineData("""{"Url":"http://127.0.0.1:9","Url":"http://127.0.0.1:10"}""")]
    public async Task Form_NameThatComesTwice_IsAMistake(string options)
    {
        await using var host = SettingsHost.Start(_folder.Place);
        foreach (var (method, path) in new[] { (HttpMethod.Post, "/api/kinds/Deconz/pair"), (HttpMethod.Post, "/api/kinds/SocketIO/test"), (HttpMethod.Put, "/api/hubs/hub/settings") })
        {
            var (status, body) = await host.SendTextAsync(method, path, $$"""{"kind":"SocketIO","options":{{options}}}""");
            status.ShouldBe(HttpStatusCode.BadRequest, path);
            body!.ToJsonString().ShouldContain(body["errors"] is null ? "once" : "twice", customMessage: path);
        }
    }

    [Fact]
    public async Task Test_Refused_IsInTheAuditAndItsAnswerStaysSmall()
    {
        await using var host = SettingsHost.Start(_folder.Place);
        var options = new JsonObject();
        for (var number = 0; number < 2000; number++)
        {
            options[$"Nonsense{number}"] = "x";
        }

        var (status, body) = await host.TestAsync("SocketIO", options);
        status.ShouldBe(HttpStatusCode.BadRequest);
        body!["errors"]!.AsObject().Count.ShouldBe(20);
        (await host.SendAsync(HttpMethod.Post, "/api/kinds/Deconz/pair", new JsonObject { ["options"] = options.DeepClone() })).Status.ShouldBe(HttpStatusCode.BadRequest);
        host.Audit.ShouldContain(static line => line.Contains("settings test SocketIO: invalid", StringComparison.Ordinal));
        host.Audit.ShouldContain(static line => line.Contains("settings pair Deconz: invalid", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Test_WhatIsMissing_IsNamedWithTheHubsOwnName()
    {
        await using var host = SettingsHost.Start(_folder.Place);
        var (_, body) = await host.TestAsync("Homey", new JsonObject { ["Url"] = "http://127.0.0.1:9", ["Enabled"] = false }, "attic");

        body!.ToJsonString().ShouldContain("Gateway:Hubs:attic:Token");
        body.ToJsonString().ShouldNotContain("trial");
    }

    [Fact]
    public async Task Test_OneUnderWay_AnotherIsLimited()
    {
        await using var home = await ContractHubs.StartAsync("HomeAssistant");
        await using var host = SettingsHost.Start(_folder.Place);
        var options = host.OptionsOf(home);
        home.Freeze();
        Task<(HttpStatusCode Status, JsonNode? Body)>[] both = [host.TestAsync("HomeAssistant", options), host.TestAsync("HomeAssistant", options)];

        var first = await Task.WhenAny(both);
        (await first).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        home.Unfreeze();
        (await both.Single(test => test != first)).Status.ShouldBe(HttpStatusCode.OK);
        (await host.TestAsync("HomeAssistant", options)).Body!["verdict"]!.GetValue<string>().ShouldNotContain("failed", customMessage: "the place is free again");
    }

    [Fact]
    public async Task Pair_LinkButton_GivesANameAndNeverTheKey()
    {
        await using var hub = await DeconzDemoHub.StartAsync(new DeconzDemoHubOptions { Living = false });
        await using var host = SettingsHost.Start(_folder.Place);
        var options = new JsonObject { ["Url"] = hub.Url.ToString() };
        var waiting = await host.SendAsync(HttpMethod.Post, "/api/kinds/Deconz/pair", new JsonObject { ["options"] = options.DeepClone() });
        waiting.Body!["state"]!.GetValue<string>().ShouldBe("waiting");
        waiting.Body["detail"]!.GetValue<string>().ShouldContain("Authenticate app");

        hub.Unlock();
        var paired = (await host.SendAsync(HttpMethod.Post, "/api/kinds/Deconz/pair", new JsonObject { ["options"] = options.DeepClone() })).Body!;
        paired["state"]!.GetValue<string>().ShouldBe("paired");
        var pairing = paired["pairing"]!.GetValue<string>();
        (await host.PutAsync("deconz", "Deconz", new JsonObject { ["Url"] = "http://127.0.0.1:9" }, pairing)).Body!["errors"]!["Token"]!.ToJsonString().ShouldContain("Pair again");
        (await host.PutAsync("deconz", "Deconz", options, "nonsense")).Status.ShouldBe(HttpStatusCode.BadRequest);
        var key = hub.NewestKey.ShouldNotBeNull();
        string.Equals(key, hub.Token, StringComparison.Ordinal).ShouldBeFalse();
        host.Learn(key);
        (await host.PutAsync("deconz", "Deconz", options, pairing)).Status.ShouldBe(HttpStatusCode.OK);
        (await File.ReadAllTextAsync(_folder.Hubs)).ShouldNotContain(key);
        await host.UntilAsync("deconz", "online");
        hub.DeviceTypes.ShouldContain(static type => type == "event-gateway");
        paired.ToJsonString().Length.ShouldBeLessThan(150, "a name, and no key beside it");

        (await host.SendAsync(HttpMethod.Post, "/api/kinds/Homey/pair", new JsonObject { ["options"] = options.DeepClone() })).Status.ShouldBe(HttpStatusCode.BadRequest);
        options["Url"] = "http://127.0.0.1:9";
        (await host.SendAsync(HttpMethod.Post, "/api/kinds/Deconz/pair", new JsonObject { ["options"] = options })).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        host.Audit.ShouldContain(static line => line.Contains("settings pair Deconz: waiting", StringComparison.Ordinal));
        host.Audit.ShouldContain(static line => line.Contains("settings pair Deconz: ok", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A form that nobody could take: whoever is let in hears of it, or of what there is not.</summary>
    private static async Task EveryRouteAsync(SettingsHost host, HttpStatusCode expected, params (string, string)[] headers)
    {
        var form = new JsonObject { ["kind"] = "Deconz", ["options"] = new JsonObject { ["Url"] = "nowhere" } };
        foreach (var (method, path) in new[] { (HttpMethod.Put, "/api/hubs/home/settings"), (HttpMethod.Post, "/api/kinds/Deconz/test"), (HttpMethod.Post, "/api/kinds/Deconz/pair") })
        {
            (await host.SendAsync(method, path, form, headers)).Status.ShouldBe(expected, $"{method} {path}");
        }

        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Delete })
        {
            (await host.SendAsync(method, "/api/hubs/home/settings", null, headers)).Status.ShouldBe(expected == HttpStatusCode.BadRequest ? HttpStatusCode.NotFound : expected, $"{method}");
        }
    }
}
