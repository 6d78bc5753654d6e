using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.HomeAssistant;
using Gateway.Tests.Fakes;
using Gateway.Tests.Upstreams;

namespace Gateway.Tests.Settings;

/// <summary>A stored credential goes to whom the certificate that was trusted then belongs, and to nobody else at the same address.</summary>
public sealed class StoredSecretTests : IDisposable
{
    private readonly SettingsFolder _folder = new();

    [Fact]
    public async Task StoredSecret_WhoeverShowsAnotherCertificate_DoesNotGetIt()
    {
        using var own = TestCertificates.SelfSigned("homeassistant.local");
        using var other = TestCertificates.SelfSigned("homeassistant.local");
        await using var thief = await HomeAssistantDemoHub.StartAsync(new HomeAssistantDemoHubOptions { Living = false, Certificate = other, Token = "kept-secret-3" });
        await using var host = SettingsHost.Start(_folder.Place);
        host.Learn("kept-secret-3");
        var options = new JsonObject { ["Url"] = thief.Url.ToString(), ["Token"] = "kept-secret-3", ["Tls:Fingerprint"] = PinOf(own) };
        await host.SaveAsync("home", "HomeAssistant", options);
        (await host.UntilAsync("home", "retrying"))["reason"]!.ToJsonString().ShouldContain("another certificate than the pinned one");
        options.Remove("Token");

        options["Tls:Fingerprint"] = PinOf(other);
        foreach (var (status, body) in new[] { await host.PutAsync("home", "HomeAssistant", options), await host.TestAsync("HomeAssistant", options, "home") })
        {
            status.ShouldBe(HttpStatusCode.BadRequest, body?.ToJsonString());
            body!["errors"]!["Token"]![0]!.GetValue<string>().ShouldBe("is kept for whom it was given for, and 'Tls:Fingerprint' leads to others. Give it again, or leave 'Tls:Fingerprint' as it was.");
        }

        thief.CountReceived("auth").ShouldBe(0);
        options["Token"] = "kept-secret-3";
        await host.SaveAsync("home", "HomeAssistant", options);
        await Eventually.TrueAsync(() => thief.CountReceived("auth") > 0, "given again, it goes there");

        static string PinOf(X509Certificate2 certificate) => $"sha256:{certificate.GetCertHashString(HashAlgorithmName.SHA256)}";
    }

    [Theory]
    [InlineData("HomeAssistant")]
    [InlineData("Homey")]
    [InlineData("Deconz")]
    [InlineData("Pryv")]
    [InlineData("SocketIO")]
    public async Task StoredSecret_OtherAuthority_WantsItAgain(string kind)
    {
        using var authority = TestCertificates.Authority("Home CA");
        _folder.Write("ca.pem", authority.ExportCertificatePem());
        await using var host = SettingsHost.Start(_folder.Place);
        host.Learn("kept-secret-4");
        var options = new JsonObject { ["Url"] = "https://127.0.0.1:9/", ["Token"] = "kept-secret-4", ["Enabled"] = false };
        if (kind is "Pryv")
        {
            options["User"] = "mathurin";
        }

        await host.SaveAsync("hub", kind, options);
        options.Remove("Token");
        options["Tls:CaFile"] = Path.Combine(_folder.Place.FullName, "ca.pem");
        await RefusedAsync();
        options["Token"] = "kept-secret-4";
        await host.SaveAsync("hub", kind, options);
        options.Remove("Token");
        options["Commands:Burst"] = 7;
        await host.SaveAsync("hub", kind, options);

        // Without it any public authority's word is enough.
        options.Remove("Tls:CaFile");
        await RefusedAsync();

        async Task RefusedAsync()
        {
            var (status, body) = await host.PutAsync("hub", kind, options);
            status.ShouldBe(HttpStatusCode.BadRequest, body?.ToJsonString());
            body!["errors"]!["Token"]![0]!.GetValue<string>().ShouldContain("'Tls:CaFile' leads to others. Give it again");
        }
    }

    public void Dispose() => _folder.Dispose();
}
