using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Configuration;
using Gateway.Diagnostics;
using Gateway.Tests.Access;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Api;

/// <summary>The bundle for a report: everything in it, and no secret.</summary>
public sealed class SupportTests
{
    private static readonly string[] Secrets =
        ["header-secret-4711", "query-secret-4712", "auth-secret-4713", "namespace-secret-4714", "handshake-secret-4715", "pryv-secret-4716", "chat-token-4717", "pass-secret-4718"];

    [Fact]
    public async Task Support_OfAGatewayInUse_HasEverythingAndNoSecret()
    {
        using var keys = new KeyFolder();
        var owner = keys.Add("owner", "admin");
        await using var host = await GatewayHost.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Access:KeyFile"] = keys.Path,
            ["Hubs:chat:Kind"] = "SocketIO",
            ["Hubs:chat:Url"] = "http://127.0.0.1:1",
            ["Hubs:chat:Token"] = Secrets[6],
            ["Hubs:chat:SocketIO:Headers:X-Secret"] = Secrets[0],
            ["Hubs:chat:SocketIO:Query:secret"] = Secrets[1],
            ["Hubs:chat:SocketIO:Auth:token"] = Secrets[2],
            ["Hubs:chat:SocketIO:Version"] = "2",
            ["Hubs:chat:SocketIO:Namespace"] = $"/room?key={Secrets[3]}",
            ["Hubs:chat:SocketIO:HandshakeUrl"] = $"http://127.0.0.1:1/{Secrets[4]}",
            ["Hubs:diary:Kind"] = "Pryv",
            ["Hubs:diary:Url"] = $"http://{Secrets[5]}@127.0.0.1:1/mathurin/",
            ["Hubs:diary:Enabled"] = "false",
        });
        host.Http.DefaultRequestHeaders.Authorization = new("Bearer", owner);
        await host.UntilAsync("online");
        host.Service<ILoggerFactory>().CreateLogger("Gateway.Test").LogWarning("The hub said {Token}.", host.Home.Token);
        host.Service<ILoggerFactory>().CreateLogger("Gateway.Test").LogWarning("The hub said {Token}.", Secrets[0]);
        (await host.Http.GetAsync("/api/hubs/home/diagnosis").Soon()).StatusCode.ShouldBe(HttpStatusCode.OK);

        using var answer = await host.Http.GetAsync("/api/support").Soon();

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentDisposition!.ToString().ShouldBe("attachment; filename=\"gateway-support.json\"");
        var text = await answer.Content.ReadAsStringAsync();
        foreach (var secret in Secrets.Append(host.Home.Token).Append(owner).Concat(keys.Keys.Select(static key => Convert.ToHexString(key.Hash))))
        {
            text.Contains(secret, StringComparison.OrdinalIgnoreCase).ShouldBeFalse(Where(text, secret));
            text.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)).TrimEnd('='), StringComparison.Ordinal).ShouldBeFalse();
        }

        var bundle = JsonNode.Parse(text)!;
        bundle["configuration"]!["Gateway:Hubs:home:Token"]!.GetValue<string>().ShouldBe("***");
        bundle["configuration"]!["Gateway:Hubs:home:Kind"]!.GetValue<string>().ShouldBe("HomeAssistant");
        bundle["configuration"]!["Gateway:Hubs:diary:Url"]!.GetValue<string>().ShouldBe("http://127.0.0.1:1");
        bundle["configuration"]!["Gateway:Hubs:chat:SocketIO:Headers:X-Secret"]!.GetValue<string>().ShouldBe("***");
        bundle["runtime"]!.GetValue<string>().ShouldStartWith(".NET");
        var home = bundle["hubs"]!.AsArray().Single(static hub => hub!["status"]!["hub"]!.GetValue<string>() is "home")!;
        home["status"]!["state"]!.GetValue<string>().ShouldBe("online");
        home["diagnosis"]!["verdict"]!.GetValue<string>().ShouldBe("ok");
        bundle["log"]!.AsArray().ShouldContain(static line => line!["text"]!.GetValue<string>() == "The hub said ***.");
        bundle["metrics"]!.AsArray().Count.ShouldBeGreaterThan(10);
        bundle["limits"]!["maxTopics"]!.GetValue<int>().ShouldBe(1000);
        bundle["clients"].ShouldNotBeNull();
    }

    [Fact]
    public void LogRing_Full_KeepsTheNewest()
    {
        using var ring = new LogRing(TimeProvider.System);
        var own = ring.CreateLogger("Gateway.Upstreams.UpstreamWorker");
        var audit = ring.CreateLogger("Gateway.Audit");
        var framework = ring.CreateLogger("Microsoft.Hosting.Lifetime");
        for (var number = 0; number < LogRing.Capacity + 10; number++)
        {
            own.LogInformation("Line {Number}", number);
            own.LogDebug("A step");
            audit.LogInformation("Somebody opened the door with 1234.");
            framework.LogInformation("Chatter");
        }

        framework.LogError(new InvalidOperationException("inner gw_0123456789012345678901234567890123456789012"), "Broken\nin two");

        ring.Lines.Count.ShouldBe(LogRing.Capacity);
        ring.Lines[0].Text.ShouldBe("Line 11");
        ring.Lines[^2].Text.ShouldBe($"Line {LogRing.Capacity + 9}");
        ring.Lines[^1].Text.ShouldStartWith("Broken in two System.InvalidOperationException: inner ***");
        ring.Lines.ShouldAllBe(static line => line.Category != "Gateway.Audit");
    }

    [Fact]
    public void LogRing_LongLine_IsCutAfterItsSecretsAreTakenOut()
    {
        const string secret = "across-the-cut";
        using var ring = new LogRing(TimeProvider.System);
        ring.CreateLogger("Gateway").LogWarning("{Text}", new string('x', 1_995) + secret + new string('y', 100_000));

        var line = ring.Lines.ShouldHaveSingleItem();
        line.Text.Length.ShouldBe(4_000);
        line.Shown(static text => text.Replace(secret, "***", StringComparison.Ordinal)).Text.ShouldBe(new string('x', 1_995) + "***yy…");
    }

    [Fact]
    public async Task Support_ADiagnosisRepeatsASecretOfTheEntry_TakesItOut()
    {
        using var keys = new KeyFolder();
        var owner = keys.Add("owner", "admin");
        var diagnoses = new ToldDiagnoses(new HubDiagnosis(
            "home", "HomeAssistant", "http://127.0.0.1", TimeProvider.System.GetUtcNow(), DiagnosisVerdict.Failed,
            [new DiagnosisStep("auth", DiagnosisVerdict.Failed, 1, $"The proxy said {Secrets[0]}.", $"Do not send {Secrets[0]}.")], $"Do not send {Secrets[0]}."));
        await using var host = await GatewayHost.StartAsync(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Access:KeyFile"] = keys.Path,
                ["Hubs:chat:Kind"] = "SocketIO",
                ["Hubs:chat:Url"] = "http://127.0.0.1:1",
                ["Hubs:chat:SocketIO:Headers:X-Secret"] = Secrets[0],
            },
            services: services => services.AddSingleton<IHubDiagnoses>(diagnoses).AddSingleton<IAlarms>(new ToldAlarms(new Alarm("told", null, $"It is {Secrets[0]}."))));
        host.Http.DefaultRequestHeaders.Authorization = new("Bearer", owner);
        await host.UntilAsync("online");

        var text = await host.Http.GetStringAsync("/api/support").Soon();

        text.ShouldNotContain(Secrets[0]);
        var bundle = JsonNode.Parse(text)!;
        var diagnosis = bundle["hubs"]!.AsArray().Single(static hub => hub!["status"]!["hub"]!.GetValue<string>() is "home")!["diagnosis"]!;
        diagnosis["advice"]!.GetValue<string>().ShouldBe("Do not send ***.");
        diagnosis["steps"]![0]!["detail"]!.GetValue<string>().ShouldBe("The proxy said ***.");
        diagnosis["steps"]![0]!["cure"]!.GetValue<string>().ShouldBe("Do not send ***.");
        bundle["alarms"]!.AsArray().Single(static alarm => alarm!["alarm"]!.GetValue<string>() is "told")!["text"]!.GetValue<string>().ShouldBe("It is ***.");
    }

    private static string Where(string text, string secret)
    {
        var at = text.IndexOf(secret, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? "" : text[Math.Max(0, at - 100)..at];
    }

    private sealed class ToldDiagnoses(HubDiagnosis diagnosis) : IHubDiagnoses
    {
        public Task<HubDiagnosisAnswer> DiagnoseAsync(string hub, bool useCredentials, CancellationToken cancellationToken) => Task.FromResult(new HubDiagnosisAnswer(diagnosis));

        public HubDiagnosis? LastOf(string hub) => diagnosis;
    }

    private sealed class ToldAlarms(Alarm alarm) : IAlarms
    {
        public IEnumerable<Alarm> Standing() => [alarm];
    }
}
