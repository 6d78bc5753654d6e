using System.Diagnostics;
using System.Text.Json.Nodes;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Clients;

/// <summary>The README's examples, taken out of it and run as printed; only the address is another.</summary>
public sealed class ReadmeTests
{
    private const string PrintedUrl = "http://127.0.0.1:5280";

    [Fact]
    public async Task JavaScriptExample_AsPrinted_ShowsTheHouseAndTogglesALight()
    {
        await using var host = await OnlineAsync();
        var folder = Directory.CreateDirectory(Path.Combine(GatewayHost.Top, "artifacts", Path.GetRandomFileName()));
        try
        {
            var file = Path.Combine(folder.FullName, "example.mjs");
            await File.WriteAllTextAsync(file, Block("js", host.Url));
            await using var script = NodeScript.Start(file, host.Url);

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
        var rows = File.ReadLines(Path.Combine(GatewayHost.Top, "README.md")).Where(static line => line.StartsWith("| ", StringComparison.Ordinal) && line.Contains("Tests", StringComparison.Ordinal));
        var names = rows.SelectMany(static row => row.Split('|')[2].Split(',')).Select(static name => name.Trim(' ', '`', '…')).ToArray();

        names.Length.ShouldBeGreaterThan(5);
        foreach (var name in names)
        {
            var type = typeof(ReadmeTests).Assembly.GetTypes().Single(type => type.Name.Equals(name.Split('.')[0], StringComparison.Ordinal));
            type.GetMethods().ShouldContain(method => method.Name.StartsWith(name.Contains('.', StringComparison.Ordinal) ? name.Split('.')[1] : "", StringComparison.Ordinal));
        }
    }

    private static async Task<GatewayHost> OnlineAsync()
    {
        var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        return host;
    }

    /// <summary>The first fenced block of that language that has the text in it.</summary>
    private static string Block(string language, Uri url, string with = "")
    {
        var readme = File.ReadAllText(Path.Combine(GatewayHost.Top, "README.md"));
        return readme.Split($"```{language}\n").Skip(1)
            .Select(static rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)])
            .First(block => block.Contains(with, StringComparison.Ordinal))
            .Replace(PrintedUrl, url.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);
    }
}
