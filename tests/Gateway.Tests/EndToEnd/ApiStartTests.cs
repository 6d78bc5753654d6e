using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Tests.Clients;
using Gateway.Tests.Fakes;
using Xunit.Abstractions;

namespace Gateway.Tests.EndToEnd;

/// <summary>The real process, from its command line to its exit code.</summary>
public sealed class ApiStartTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Start_FiveMistakes_AllAreNamedAndExitCodeIsTwo()
    {
        await using var gateway = GatewayProcess.Start([], new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Gateway__Hubs__home__Kind"] = "HomeAsistant",
            ["Gateway__Hubs__home__Url"] = "homeassistant.local",
            ["Gateway__Hubs__home__Token"] = "secret-of-the-house",
            ["Gateway__Hubs__home__Tls__Fingerprnt"] = "sha256:00",
            ["Gateway__Commands__Timeout"] = "10",
            ["Gateway__Clients__MaxTopics"] = "0",
        });

        (await gateway.ExitCodeAsync()).ShouldBe(2);

        var lines = gateway.Output;
        lines[0].ShouldBe("The configuration has 5 mistakes:");
        lines.Count.ShouldBe(6);
        lines.ShouldContain(static line => line.StartsWith("  - Gateway:Hubs:home:Kind: 'HomeAsistant' is none of HomeAssistant", StringComparison.Ordinal));
        lines.ShouldContain(static line => line.StartsWith("  - Gateway:Hubs:home:Url: is not an http or https address", StringComparison.Ordinal));
        lines.ShouldContain(static line => line.StartsWith("  - Gateway:Hubs:home:Tls:Fingerprnt: is not known; allowed here are CaFile, Fingerprint.", StringComparison.Ordinal));
        lines.ShouldContain(static line => line.StartsWith("  - Gateway:Commands:Timeout: '10' is not a time from 00:00:00.0010000 to 00:05:00", StringComparison.Ordinal));
        lines.ShouldContain(static line => line.Equals("  - Gateway:Clients:MaxTopics: '0' is not a whole number from 1 to 100000.", StringComparison.Ordinal));
        string.Join('\n', lines).ShouldNotContain("secret-of-the-house");
    }

    [Theory]
    [InlineData("{\n  \"Gateway\": { \"Hubs\": {} \"Token\": \"secret-of-the-house\"", "It is no JSON at line 2, byte ")]
    [InlineData("[]", "Top-level JSON element must be an object")]
    public async Task Start_ConfigurationFileIsNoJson_SaysWhereAndExitCodeIsTwo(string file, string fault)
    {
        var folder = Directory.CreateTempSubdirectory("gateway-broken-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "appsettings.json"), file);
            await using var gateway = GatewayProcess.Start(["--urls", "http://127.0.0.1:0"], folder: folder.FullName);

            (await gateway.ExitCodeAsync()).ShouldBe(2);

            gateway.Output.Count.ShouldBe(2);
            gateway.Output[1].ShouldContain(Path.Combine(folder.FullName, "appsettings.json"));
            gateway.Output[1].ShouldContain(fault);
            gateway.Output[1].ShouldNotContain("secret-of-the-house");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Start_ConfigurationFileCannotBeOpened_SaysSoAndExitCodeIsTwo()
    {
        var folder = Directory.CreateTempSubdirectory("gateway-closed-");
        try
        {
            var file = Path.Combine(folder.FullName, "appsettings.json");
            using var socket = Unopenable(file);
            await using var gateway = GatewayProcess.Start(["--urls", "http://127.0.0.1:0"], folder: folder.FullName);

            (await gateway.ExitCodeAsync()).ShouldBe(2);

            gateway.Output.Count.ShouldBe(2);
            gateway.Output[1].ShouldStartWith("  - appsettings.json: cannot be read: ");
            gateway.Output[1].ShouldContain(file);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Start_SecretCannotBeOpened_SaysSoAndExitCodeIsTwo()
    {
        var secrets = Directory.CreateTempSubdirectory("gateway-secrets-");
        try
        {
            var file = Path.Combine(secrets.FullName, "Gateway__Hubs__home__Token");
            using var socket = Unopenable(file);
            await using var gateway = GatewayProcess.Start(["--urls", "http://127.0.0.1:0"], new Dictionary<string, string>(StringComparer.Ordinal) { ["GATEWAY_SECRETS"] = secrets.FullName });

            (await gateway.ExitCodeAsync()).ShouldBe(2);

            gateway.Output.Count.ShouldBe(2);
            gateway.Output[1].ShouldStartWith("  - GATEWAY_SECRETS: cannot be read: ");
            gateway.Output[1].ShouldContain(file);
        }
        finally
        {
            secrets.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("appsettings.json")]
    [InlineData("appsettings.Production.json")]
    public async Task Start_DemoBesideAFileThatIsNoJson_DoesNotReadIt(string file)
    {
        var folder = Directory.CreateTempSubdirectory("gateway-broken-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, file), "{ \"Gateway\": ");
            folder.CreateSubdirectory("wwwroot");
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "wwwroot", "index.html"), "the page of this folder");
            await using var gateway = GatewayProcess.Start(["--demo", "--urls", "http://127.0.0.1:0"], folder: folder.FullName);
            await gateway.ListeningAsync();

            using var http = new HttpClient { BaseAddress = gateway.Url };
            (await http.GetFromJsonAsync<JsonArray>("/api/hubs"))!.Count.ShouldBe(5);
            (await http.GetStringAsync("/")).ShouldBe("the page of this folder");
            gateway.Output.ShouldContain(line => line.EndsWith($"Content root path: {folder.FullName}", StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("--demo -h")]
    public async Task Start_HelpAsked_PrintsUsageAndExitCodeIsZero(string arguments)
    {
        await using var gateway = GatewayProcess.Start(arguments.Split(' '));

        (await gateway.ExitCodeAsync()).ShouldBe(0);

        var text = string.Join('\n', gateway.Output);
        text.ShouldStartWith("Usage");
        string[] told = ["--demo", "--urls", "--environment", "--contentRoot", "pair deconz"];
        told.ShouldAllBe(option => text.Contains(option));
    }

    [Theory]
    [InlineData("--dmo --urls http://127.0.0.1:0", "  - --dmo: is no option, and no key of the configuration. Did you mean --demo? --help lists the options.")]
    [InlineData("-x", "  - -x: is no option, and no key of the configuration. --help lists the options.")]
    public async Task Start_UnknownSwitch_IsNamedAndExitCodeIsTwo(string arguments, string line)
    {
        await using var gateway = GatewayProcess.Start(arguments.Split(' '));

        (await gateway.ExitCodeAsync()).ShouldBe(2);

        gateway.Output.ShouldBe(["The configuration has 1 mistake:", line]);
    }

    [Fact]
    public async Task Start_ConsoleNotConfigured_EachLineHasTimeAndLevelAndNoEventId()
    {
        await using var gateway = GatewayProcess.Start(["--urls", "http://127.0.0.1:0"]);
        await gateway.ListeningAsync();

        gateway.Output.ShouldAllBe(static line => Regex.IsMatch(line, @"^\d\d:\d\d:\d\d info: [A-Za-z.]+ \S", RegexOptions.NonBacktracking));
    }

    [Fact]
    public async Task Start_ConsoleConfigured_LooksAsAskedFor()
    {
        await using var gateway = GatewayProcess.Start(["--urls", "http://127.0.0.1:0", "--Logging:Console:FormatterName=systemd"]);
        await gateway.ListeningAsync();

        gateway.Output.ShouldAllBe(static line => line.StartsWith('<'));
    }

    [Fact]
    public async Task Start_AddressInUse_SaysSoWithoutAStackTraceAndExitCodeIsTwo()
    {
        await using var first = GatewayProcess.Start(["--urls", "http://127.0.0.1:0"]);
        await first.ListeningAsync();
        await using var second = GatewayProcess.Start(["--urls", first.Url.ToString()]);

        (await second.ExitCodeAsync()).ShouldBe(2);

        second.Output[^1].ShouldStartWith($"Failed to bind to address {first.Url.ToString().TrimEnd('/')}: address already in use. Perhaps the gateway runs already");
        second.Output.ShouldNotContain(static line => line.Contains("   at ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--demo --urls http://127.0.0.1:0")]
    [InlineData("--urls http://127.0.0.1:0 --demo")]
    public async Task Start_DemoAndUrlsInEitherOrder_ShowsALivingHouse(string arguments)
    {
        var started = TimeProvider.System.GetTimestamp();
        await using var gateway = GatewayProcess.Start(arguments.Split(' '), new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Gateway__Hubs__mine__Kind"] = "a mistake of the user's configuration, which a demo does not read",
        });
        await gateway.ListeningAsync();

        gateway.Url.Port.ShouldNotBe(5280);
        using var http = new HttpClient { BaseAddress = gateway.Url };
        using var limit = new CancellationTokenSource(Eventually.Limit);
        using var stream = new StreamReader(await http.GetStreamAsync("/api/hubs/home/events?topic=state_changed", limit.Token));
        while (await stream.ReadLineAsync(limit.Token) is { } line && line is not "event: event")
        {
        }

        output.WriteLine($"{arguments}: the first event of the house came {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.0} s after the start.");
        var hubs = (await http.GetFromJsonAsync<JsonArray>("/api/hubs", limit.Token))!;
        hubs.ShouldContain(static hub => hub!["hub"]!.GetValue<string>() == "home");
        hubs.ShouldNotContain(static hub => hub!["hub"]!.GetValue<string>() == "mine");
        (await http.GetStringAsync("/", limit.Token)).ShouldContain("<title>Gateway</title>");
    }

    [Fact]
    public async Task Start_NoHubConfigured_RunsAndSaysHowToAddOne()
    {
        await using var gateway = GatewayProcess.Start(["--urls", "http://127.0.0.1:0"]);
        await gateway.ListeningAsync();

        gateway.Output.ShouldContain(static line => line.Contains("No hub is configured. Add one under Gateway:Hubs in appsettings.json", StringComparison.Ordinal));
        using var http = new HttpClient { BaseAddress = gateway.Url };
        (await http.GetStringAsync("/api/hubs")).ShouldBe("[]");
        (await http.GetStringAsync("/readyz")).ShouldBe("ready");
        var problem = JsonNode.Parse(await (await http.GetAsync("/api/hubs/home")).Content.ReadAsStringAsync())!;
        problem["detail"]!.GetValue<string>().ShouldBe("There is no hub 'home': none is configured.");
    }

    [Fact]
    public async Task Start_FromAnEmptyFolder_ServesThePageBesideTheProgram()
    {
        var program = Directory.CreateTempSubdirectory("gateway-program-");
        try
        {
            foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory))
            {
                File.CreateSymbolicLink(Path.Combine(program.FullName, Path.GetFileName(file)), file);
            }

            // Where the link stands, not what it points at, is the program's folder for the runtime.
            File.Delete(Path.Combine(program.FullName, "Gateway.dll"));
            File.Copy(Path.Combine(AppContext.BaseDirectory, "Gateway.dll"), Path.Combine(program.FullName, "Gateway.dll"));
            Directory.CreateSymbolicLink(Path.Combine(program.FullName, "wwwroot"), Path.Combine(GatewayHost.Top, "wwwroot"));
            await using var gateway = GatewayProcess.Start(
                ["--urls", "http://127.0.0.1:0"], folder: program.CreateSubdirectory("empty").FullName, program: program.FullName);
            await gateway.ListeningAsync();

            using var http = new HttpClient { BaseAddress = gateway.Url };
            (await http.GetStringAsync("/")).ShouldContain("<title>Gateway</title>");
            (await http.GetAsync("/lib/preact.js")).EnsureSuccessStatusCode();
        }
        finally
        {
            program.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Start_SecretInAFile_IsUsedAndNeverPrinted()
    {
        await using var host = await GatewayHost.StartAsync();
        var secrets = Directory.CreateTempSubdirectory("gateway-secrets-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(secrets.FullName, "Gateway__Hubs__home__Token"), host.Home.Token + "\n");
            await using var gateway = GatewayProcess.Start(["--urls", "http://127.0.0.1:0"], new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["GATEWAY_SECRETS"] = secrets.FullName,
                ["Gateway__Hubs__home__Kind"] = "HomeAssistant",
                ["Gateway__Hubs__home__Url"] = host.Home.Url.ToString(),
            });
            await gateway.ListeningAsync();

            await Eventually.TrueAsync(() => gateway.Output.Any(static line => line.Contains("Hub home is connected", StringComparison.Ordinal)), "the hub is connected");
            string.Join('\n', gateway.Output).ShouldNotContain(host.Home.Token);
        }
        finally
        {
            secrets.Delete(recursive: true);
        }
    }

    /// <summary>A file that nobody can open, whoever runs the test: a socket.</summary>
    private static Socket Unopenable(string file)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(file));
        return socket;
    }
}
