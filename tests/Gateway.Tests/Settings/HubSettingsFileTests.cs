using System.Net;
using System.Text.Json.Nodes;
using Gateway.Configuration;
using Gateway.Settings;
using Gateway.Tests.Clients;
using Gateway.Tests.Contract;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Settings;

/// <summary>What is saved is there after a restart, encrypted, and for its owner alone; what cannot be read is named.</summary>
public sealed class HubSettingsFileTests : IDisposable
{
    private readonly SettingsFolder _folder = new();

    [Fact]
    public async Task Restart_FindsTheHubsAgain_AndTheFileHoldsNoPlainSecret()
    {
        await using var home = await ContractHubs.StartAsync("HomeAssistant");
        await using var chat = await ContractHubs.StartAsync("SocketIO");
        await using (var first = SettingsHost.Start(_folder.Place))
        {
            await first.SaveAsync("home", "HomeAssistant", first.OptionsOf(home));
            var options = first.OptionsOf(chat);
            options["SocketIO:Headers"] = new JsonObject { ["X-Site"] = "header-secret-1" };
            first.Learn("header-secret-1");
            await first.SaveAsync("chat", "SocketIO", options);
            await first.UntilAsync("home", "online");
            await first.UntilAsync("chat", "online");
        }

        var text = await File.ReadAllTextAsync(_folder.Hubs);
        text.ShouldContain(home.Entry["Url"]!.GetValue<string>());
        foreach (var secret in new[] { home.Token, chat.Token, "header-secret-1" })
        {
            text.ShouldNotContain(secret);
            text.ShouldNotContain(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(secret)).TrimEnd('='));
        }

        SettingsFolder.ModeOf(_folder.Hubs).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        SettingsFolder.ModeOf(_folder.Keys).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.GetFiles(_folder.Place.FullName).Select(Path.GetFileName).ShouldBe(["hubs.json"]);

        await using var second = SettingsHost.Start(_folder.Place);
        second.OptionsOf(home);
        await second.UntilAsync("home", "online");
        await second.UntilAsync("chat", "online");
        Directory.GetFiles(_folder.Keys).Length.ShouldBe(1, "one ring for all of it");
    }

    [Fact]
    public async Task Start_WithoutTheKeyRing_IsANamedFault()
    {
        await SaveAsync("secret-of-the-house");
        Directory.Delete(_folder.Keys, recursive: true);

        var lines = await RefusedAsync();
        lines.Count.ShouldBe(2);
        lines[1].ShouldContain($"{_folder.Hubs}: hub 'chat': 'Token' cannot be decrypted with the key ring in {_folder.Keys}. Put the key ring back");
        Directory.Exists(_folder.Keys).ShouldBeFalse("reading makes no ring");
    }

    [Fact]
    public async Task Start_WithAnotherKeyRing_IsANamedFault()
    {
        await SaveAsync("secret-of-the-house");
        var text = await File.ReadAllTextAsync(_folder.Hubs);
        Directory.Delete(_folder.Keys, recursive: true);
        File.Delete(_folder.Hubs);
        await SaveAsync("secret-of-another-house");
        await File.WriteAllTextAsync(_folder.Hubs, text);

        (await RefusedAsync())[1].ShouldContain("'Token' cannot be decrypted");
    }

    [Theory]
    [InlineData("{ \"Hubs\": {", "is no JSON at line 1")]
    [InlineData("{}", "the file is not as the gateway writes it")]
    [InlineData("""{ "Hubs": { "home": { "Options": {}, "Secrets": {} } } }""", "'home' is not as the gateway writes it")]
    [InlineData("""{ "Hubs": { "home": { "Kind": "Homey", "Options": { "Url": 7 }, "Secrets": {} } } }""", "'home' is not as the gateway writes it: a section \"Options\"")]
    [InlineData("""{ "Hubs": { "home": { "Kind": "Homey", "Options": { "Url": "\ud800" }, "Secrets": {} } } }""", "no character")]
    public async Task Start_FileThatIsNone_IsANamedFault(string text, string fault)
    {
        _folder.Write("hubs.json", text);

        var lines = await RefusedAsync();
        lines.Count.ShouldBe(2);
        lines[1].ShouldContain(_folder.Hubs);
        lines[1].ShouldContain(fault);
    }

    [Fact]
    public async Task Start_FileOfAnotherName_MustEndInJson()
    {
        await using var gateway = GatewayProcess.Start(["--urls", "http://127.0.0.1:0", "--Gateway:Settings:File=hubs.keys"], folder: _folder.Place.FullName);
        (await gateway.ExitCodeAsync()).ShouldBe(2);
        gateway.Output[1].ShouldContain("Gateway:Settings:File: 'hubs.keys' does not end in .json");
    }

    [Fact]
    public async Task File_ChangedOrBrokenByHandWhileRunning_IsReadOrNamed_AndNeverWrittenOver()
    {
        await using var home = await ContractHubs.StartAsync("HomeAssistant");
        await using var host = SettingsHost.Start(_folder.Place);
        host.ErrorsAreExpected = true;
        var options = host.OptionsOf(home);
        await host.SaveAsync("home", "HomeAssistant", options);
        await host.UntilAsync("home", "online");
        var good = await File.ReadAllTextAsync(_folder.Hubs);

        _folder.Write("hubs.json", "{ no json");
        await Eventually.TrueAsync(() => host.Log.Errors.Any(static line => line.Contains("is no JSON at line 1", StringComparison.Ordinal)), "the broken file is told");
        (await host.UntilAsync("home", "online"))["reconnects"]!.GetValue<int>().ShouldBe(0);
        var (status, body) = await host.PutAsync("other", "HomeAssistant", options);
        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        body!["type"]!.GetValue<string>().ShouldBe("urn:gateway:not-saved");
        (await File.ReadAllTextAsync(_folder.Hubs)).ShouldBe("{ no json");

        _folder.Write("hubs.json", good.Replace("\"home\"", "\"renamed\"", StringComparison.Ordinal));
        await host.UntilAsync("renamed", "online");
        await host.UntilGoneAsync("home");
    }

    [Fact]
    public async Task Start_FileThatOthersMayOpen_IsTold()
    {
        await SaveAsync("secret-of-the-house");
        SettingsFolder.Open(_folder.Hubs);
        await using var host = SettingsHost.Start(_folder.Place);
        host.ErrorsAreExpected = true;

        await Eventually.TrueAsync(() => host.Log.Errors.Any(line => line.Contains($"chmod 600 {_folder.Hubs}", StringComparison.Ordinal)), "it is told");
        await host.SaveAsync("chat", "SocketIO", new JsonObject { ["Url"] = "http://127.0.0.1:9", ["Enabled"] = false });
        SettingsFolder.ModeOf(_folder.Hubs).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, "the next change mends it");
    }

    [Fact]
    public async Task File_OpenedToOthersWhileRunning_IsTold()
    {
        await SaveAsync("secret-of-the-house");
        await using var host = SettingsHost.Start(_folder.Place);
        host.ErrorsAreExpected = true;
        await host.UntilAsync("chat", "stopped");
        SettingsFolder.Open(_folder.Hubs);

        await Eventually.TrueAsync(() => host.Log.Errors.Any(line => line.Contains($"chmod 600 {_folder.Hubs}", StringComparison.Ordinal)), "it is told");
    }

    [Fact]
    public async Task KeyRing_ThatComesBackAfterItsFile_IsReadWhileRunning()
    {
        await SaveAsync("secret-of-the-house");
        var good = await File.ReadAllTextAsync(_folder.Hubs);
        var aside = Path.Combine(_folder.Place.FullName, "aside");
        await using var host = SettingsHost.Start(_folder.Place);
        host.ErrorsAreExpected = true;
        await host.UntilAsync("chat", "stopped");

        // A copy is put in its place, first the one and then the other.
        Directory.Move(_folder.Keys, aside);
        _folder.Write("hubs.json", good.Replace("\"chat\"", "\"renamed\"", StringComparison.Ordinal));
        await Eventually.TrueAsync(() => host.Log.Errors.Any(static line => line.Contains("cannot be decrypted", StringComparison.Ordinal)), "the missing ring is told");
        Directory.Move(aside, _folder.Keys);

        await host.UntilAsync("renamed", "stopped");
    }

    [Fact]
    public async Task KeyRing_LostWhileRunning_TheNextChangeMakesOneThatCanBeRead()
    {
        await using (var host = SettingsHost.Start(_folder.Place))
        {
            await host.SaveAsync("chat", "SocketIO", new JsonObject { ["Url"] = "http://127.0.0.1:9", ["Token"] = "secret-of-the-house", ["Enabled"] = false });
            Directory.Delete(_folder.Keys, recursive: true);
            await host.SaveAsync("other", "SocketIO", new JsonObject { ["Url"] = "http://127.0.0.1:9", ["Token"] = "secret-of-the-house", ["Enabled"] = false });
        }

        await using var again = SettingsHost.Start(_folder.Place);
        foreach (var hub in new[] { "chat", "other" })
        {
            (await again.SendAsync(HttpMethod.Get, $"/api/hubs/{hub}/settings")).Body!["secrets"]!.ToJsonString().ShouldBe("[\"Token\"]");
        }
    }

    [Fact]
    public void Store_FileThatWasReadAndNotWritten_IsTold()
    {
        var store = new HubSettingsStore(new HubSettingsFile(_folder.Hubs));
        store.Refresh(new ConfigurationFaults());
        var told = 0;
        store.Changed = () => told++;
        _folder.Write("hubs.json", """{ "Hubs": { "chat": { "Kind": "SocketIO", "Options": { "Url": "http://127.0.0.1:9" }, "Secrets": {} } } }""");

        // The folder stands where the new file would be written to.
        Directory.CreateDirectory(_folder.Hubs + ".new");
        store.Save(new HubEntry("other", "SocketIO", new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal))).ShouldNotBeNull();

        store.All.Single().Hub.ShouldBe("chat");
        told.ShouldBe(1);
    }

    [Fact]
    public async Task Change_WhileTheConfigurationHasAMistake_SaysWhatItWaitsFor()
    {
        await using var host = SettingsHost.Start(_folder.Place);
        host.ErrorsAreExpected = true;
        var options = new JsonObject { ["Url"] = "http://127.0.0.1:9", ["Enabled"] = false };
        (await host.PutAsync("chat", "SocketIO", options)).Body!["waitsFor"].ShouldBeNull();
        await host.UntilAsync("chat", "stopped");

        _folder.Write("appsettings.json", """{ "Gateway": { "Hubs": { "attic": { "Kind": "Homie", "Url": "http://127.0.0.1:9" } } } }""");
        await Eventually.TrueAsync(() => host.Log.Errors.Any(static line => line.Contains("attic", StringComparison.Ordinal)), "the mistake is told");
        var (status, body) = await host.PutAsync("other", "SocketIO", options);
        status.ShouldBe(HttpStatusCode.OK);
        body!["waitsFor"]!.GetValue<string>().ShouldContain("Gateway:Hubs:attic:Kind: 'Homie' is none of");
        (status, body) = await host.SendAsync(HttpMethod.Delete, "/api/hubs/chat/settings");
        status.ShouldBe(HttpStatusCode.OK);
        body!["waitsFor"]!.GetValue<string>().ShouldContain("Gateway:Hubs:attic:Kind");

        _folder.Write("appsettings.json", "{ no json");
        await Eventually.TrueAsync(() => host.Log.Errors.Any(static line => line.Contains("It is no JSON at line 1", StringComparison.Ordinal)), "the file is told");
        (status, body) = await host.PutAsync("attic", "SocketIO", options);
        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        body!["detail"]!.GetValue<string>().ShouldContain("appsettings.json is not read as long as this is not mended");

        _folder.Write("appsettings.json", "{}");
        await host.UntilAsync("other", "stopped");
        await host.UntilGoneAsync("chat");
        (await host.PutAsync("attic", "SocketIO", options)).Body!["waitsFor"].ShouldBeNull();
    }

    [Fact]
    public async Task Start_MistakeOfAHubOfThePage_NamesItsFile()
    {
        _folder.Write("hubs.json", """{ "Hubs": { "chat": { "Kind": "SocketIO", "Options": { "Url": "nowhere" }, "Secrets": {} } } }""");
        var lines = await RefusedAsync();

        lines.Count.ShouldBe(2);
        lines[1].ShouldContain("Gateway:Hubs:chat:Url: is not an http or https address");
        lines[1].ShouldEndWith($"The hub was added on the page, and stands in {_folder.Hubs}.");
    }

    [Fact]
    public async Task Start_WithTheFrameworksOwnProxySwitch_IsRefused()
    {
        await using var gateway = GatewayProcess.Start(["--urls", "http://127.0.0.1:0", "--ForwardedHeaders_Enabled=true"], folder: _folder.Place.FullName);
        (await gateway.ExitCodeAsync()).ShouldBe(2);
        gateway.Output[1].ShouldContain("name your proxy in Gateway:Access:Proxies");
    }

    [Fact]
    public async Task Demo_KeepsHubsInMemory()
    {
        _folder.Write("hubs.json", "{ no json: nobody reads it");
        await using var gateway = GatewayProcess.Start(["--demo", "--urls", "http://127.0.0.1:0"], folder: _folder.Place.FullName);
        await gateway.ListeningAsync();
        using var http = new HttpClient { BaseAddress = gateway.Url };
        using var body = new StringContent("""{"kind":"SocketIO","options":{"Url":"http://127.0.0.1:9","Token":"secret","Enabled":false}}""", System.Text.Encoding.UTF8, "application/json");
        (await http.PutAsync("/api/hubs/mine/settings", body).Soon()).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await http.DeleteAsync("/api/hubs/home/settings").Soon()).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        JsonNode.Parse(await http.GetStringAsync("/api/hubs/mine/settings"))!["origin"]!.GetValue<string>().ShouldBe("page");
        (await File.ReadAllTextAsync(_folder.Hubs)).ShouldStartWith("{ no json");
        Directory.Exists(_folder.Keys).ShouldBeFalse();
    }

    public void Dispose() => _folder.Dispose();

    private async Task SaveAsync(string token)
    {
        await using var host = SettingsHost.Start(_folder.Place);
        await host.SaveAsync("chat", "SocketIO", new JsonObject { ["Url"] = "http://127.0.0.1:9", ["Token"] = token, ["Enabled"] = false });
    }

    private async Task<IReadOnlyList<string>> RefusedAsync()
    {
        await using var gateway = GatewayProcess.Start(["--urls", "http://127.0.0.1:0"], folder: _folder.Place.FullName);
        (await gateway.ExitCodeAsync()).ShouldBe(2, string.Join('\n', gateway.Output));
        string.Join('\n', gateway.Output).ShouldNotContain("secret-of");
        return gateway.Output;
    }
}
