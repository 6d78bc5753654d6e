using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Clients;

/// <summary>The README's examples, taken out of it and run as printed; only the address is another.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public async Task JavaScriptExample_AsPrinted_ShowsTheHouseAndTogglesALight()
    {
        await using var host = await OnlineAsync();
        var folder = Directory.CreateDirectory(Path.Combine(GatewayHost.Top, "artifacts", Path.GetRandomFileName()));
        try
        {
            var file = Path.Combine(folder.FullName, "example.mjs");
            await File.WriteAllTextAsync(file, Block("js", host.Url));
            await using var script = ClientScript.Start(file, host.Url);

            var lines = new List<string>();
            while (!lines.Contains("toggled: ok", StringComparer.Ordinal) || !lines.Contains("entities/light.hall on", StringComparer.Ordinal))
            {
                lines.Add(await script.HearAsync());
            }

            lines.ShouldContain(static line => line.Equals("entities/* is live", StringComparison.Ordinal));
            lines.ShouldContain(static line => line.Equals("entities/light.hall off", StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task ShellExample_AsPrinted_ReadsCommandsAndListens()
    {
        await using var host = await OnlineAsync();
        var block = Block("sh", host.Url, "curl");
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-euc", block])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        try
        {
            var reading = shell.StandardOutput.ReadToEndAsync();
            await shell.WaitForExitAsync().Soon();
            var output = await reading;

            shell.ExitCode.ShouldBe(0, output);
            output.ShouldStartWith("[{\"hub\":\"home\",\"topic\":\"entities/light.bedroom\"");
            output.ShouldContain("{\"status\":\"ok\",\"result\":{\"context\":");
            output.ShouldContain("\"topic\":\"state_changed\",\"state\":\"live\"");
            host.Home.CountReceived("call_service").ShouldBe(1);
        }
        finally
        {
            if (!shell.HasExited)
            {
                shell.Kill(entireProcessTree: true);
            }
        }
    }

    [Fact]
    public async Task Configuration_AsPrinted_IsAcceptedFromAppsettings()
    {
        await using var host = await OnlineAsync();
        var folder = Directory.CreateTempSubdirectory("gateway-readme-");
        try
        {
            var settings = JsonNode.Parse(Block("json", host.Url))!;
            settings["Gateway"]!["Hubs"]!["home"]!["Url"] = host.Home.Url.ToString();
            settings["Gateway"]!["Hubs"]!["home"]!["Token"] = host.Home.Token;
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "appsettings.json"), settings.ToJsonString());
            await using var gateway = GatewayProcess.Start(["--urls", "http://127.0.0.1:0"], folder: folder.FullName);
            await gateway.ListeningAsync();

            await Eventually.TrueAsync(() => gateway.Output.Any(static line => line.Contains("Hub home is connected", StringComparison.Ordinal)), "the hub is connected");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Claims_NameTestsThatExist()
    {
        var readme = File.ReadAllText(Path.Combine(GatewayHost.Top, "README.md"));
        var names = TestName().Matches(readme).Select(static match => (Type: match.Groups["type"].Value, Method: match.Groups["method"].Value)).ToArray();
        var works = readme.Split("## What works")[1].Split("\n## ")[0].Split('\n').Where(static line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1).ToArray();

        works.Length.ShouldBeGreaterThan(30);
        works.ShouldAllBe(static row => row.Split('|')[2].Contains('`'), "each claim names what proves it");
        names.Length.ShouldBeGreaterThan(50);
        foreach (var (type, method) in names)
        {
            var found = typeof(ReadmeTests).Assembly.GetTypes().SingleOrDefault(candidate => candidate.Name.Equals(type, StringComparison.Ordinal)).ShouldNotBeNull(type);
            found.GetMethods().ShouldContain(candidate => candidate.Name.StartsWith(method, StringComparison.Ordinal), $"{type}.{method}");
        }
    }

    private static async Task<GatewayHost> OnlineAsync()
    {
        var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        return host;
    }

    private static string Block(string language, Uri url, string with = "") => PrintedBlock.Of("README.md", language, url, with);

    [GeneratedRegex(@"`(?<type>[A-Za-z]+Tests)(?:\.(?<method>\w+))?…?`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex TestName();
}
