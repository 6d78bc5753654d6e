using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Upstreams;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Diagnosis;

/// <summary>Each step where it can fail: what stands before it succeeded, what stands behind is skipped, and the cure names the thing.</summary>
public sealed class DiagnosisFaultTests
{
    [Fact]
    public async Task Diagnose_NameIsUnknown_FailsThere()
    {
        var diagnosis = await OfAsync("http://no-such-hub.invalid:8123");

        diagnosis.Verdicts().ShouldBe("fssssss");
        diagnosis.Step("dns")["cure"]!.GetValue<string>().ShouldContain("IP address");
        diagnosis.Step("auth")["detail"]!.GetValue<string>().ShouldContain("'dns'");
    }

    [Fact]
    public async Task Diagnose_NothingListens_FailsThere()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();

        var diagnosis = await OfAsync($"http://localhost:{port}");

        diagnosis.Verdicts().ShouldBe("ofsssss");
        diagnosis.Step("tcp")["cure"]!.GetValue<string>().ShouldContain($"nothing listens at port {port}");
    }

    [Fact]
    public async Task Diagnose_CertificateIsSelfSigned_SaysTheLineToWriteWhichThenWorks()
    {
        using var certificate = TestCertificates.SelfSigned("localhost");
        await using var server = await ScriptedHub.StartAsync(static context => context.Response.WriteAsync("hello"), listen => listen.UseHttps(certificate));
        var url = $"https://localhost:{server.Url.Port}";
        var line = $"\"Tls\": {{ \"Fingerprint\": \"sha256:{certificate.GetCertHashString(HashAlgorithmName.SHA256)}\" }}";

        var refused = await OfAsync(url);

        refused.VerdictOf("tls").ShouldBe("failed");
        refused.Step("tls")["cure"]!.GetValue<string>().ShouldContain(line);
        refused.Step("tls")["detail"]!.GetValue<string>().ShouldContain("CN=localhost");
        refused.VerdictOf("http").ShouldBe("skipped");

        var pinned = await OfAsync(url, JsonNode.Parse($"{{ {line} }}")!["Tls"]!.DeepClone());
        pinned.VerdictOf("tls").ShouldBe("ok");
        pinned.VerdictOf("http").ShouldBe("warning", "it is no Home Assistant");
    }

    [Fact]
    public async Task Diagnose_PortSpeaksNoTls_SaysSo()
    {
        await using var server = await ScriptedHub.StartAsync(static context => context.Response.WriteAsync("hello"));

        var diagnosis = await OfAsync($"https://127.0.0.1:{server.Url.Port}");

        diagnosis.Verdicts().ShouldBe("sofssss");
        diagnosis.Step("tls")["cure"]!.GetValue<string>().ShouldContain("http://");
    }

    [Theory]
    [InlineData(200, "<html><h1>My printer</h1>", "warning", "Another service")]
    [InlineData(200, "<html><form><input type=\"password\">", "warning", "past it")]
    [InlineData(502, "Bad Gateway", "failed", "proxy")]
    public async Task Diagnose_SomethingElseAnswers_IsSeen(int status, string body, string verdict, string cure)
    {
        await using var server = await ScriptedHub.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(body);
        });

        var diagnosis = await OfAsync(server.Url.ToString());

        diagnosis.VerdictOf("http").ShouldBe(verdict);
        diagnosis.Step("http")["cure"]!.GetValue<string>().ShouldContain(cure);
        diagnosis["verdict"]!.GetValue<string>().ShouldBe("failed");
        diagnosis.VerdictOf("upgrade").ShouldBe(verdict is "failed" ? "skipped" : "failed");
        diagnosis.VerdictOf("auth").ShouldBe("skipped");
    }

    [Fact]
    public async Task Diagnose_Redirect_NamesTheOtherHostAndNotItsPath()
    {
        await using var server = await ScriptedHub.StartAsync(static context =>
        {
            context.Response.Redirect("https://login.example/realm/secret-path?next=1");
            return Task.CompletedTask;
        });

        var diagnosis = await OfAsync(server.Url.ToString());

        var step = diagnosis.Step("http").ToJsonString();
        diagnosis.VerdictOf("http").ShouldBe("warning");
        step.ShouldContain("https://login.example");
        step.ShouldNotContain("secret-path");
    }

    [Fact]
    public async Task Diagnose_ClockIsWrong_Warns()
    {
        await using var server = await ScriptedHub.StartAsync(static context =>
        {
            context.Response.Headers.Date = TimeProvider.System.GetUtcNow().AddMinutes(-10).ToString("R", CultureInfo.InvariantCulture);
            return context.Response.WriteAsync("""{"name":"Home Assistant"}""");
        });

        var diagnosis = await OfAsync(server.Url.ToString());

        diagnosis["clockOffsetSeconds"]!.GetValue<double>().ShouldBeInRange(-610, -590);
        diagnosis.VerdictOf("http").ShouldBe("warning");
        diagnosis.Step("http")["cure"]!.GetValue<string>().ShouldContain("NTP");
    }

    private static async Task<JsonObject> OfAsync(string url, JsonNode? tls = null)
    {
        var entry = new JsonObject { ["Kind"] = "HomeAssistant", ["Url"] = url, ["Token"] = "token-of-the-house" };
        if (tls is not null)
        {
            entry["Tls"] = tls;
        }

        await using var host = HubHost.Start(entry);
        return await host.DiagnoseAsync();
    }
}
