using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.DemoHubs.HomeAssistant;
using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Microsoft.AspNetCore.Hosting;

namespace Gateway.Tests.Upstreams.HomeAssistant;

public sealed class HomeAssistantConnectorTlsTests : IDisposable
{
    private readonly string _caFile = Path.GetTempFileName();
    private readonly X509Certificate2 _authority = TestCertificates.Authority("Home CA");

    [Fact]
    public async Task Dial_SelfSignedWithoutSettings_IsRefusedAndNamesTheFingerprint()
    {
        using var certificate = TestCertificates.SelfSigned("127.0.0.1");

        var reason = await DialAsync(certificate, new TlsOptions(null, null));

        reason.ShouldNotBeNull().Name.ShouldBe("certificate-refused");
        reason.IsFinal.ShouldBeFalse();
        reason.Message.ShouldContain($"sha256:{certificate.GetCertHashString(HashAlgorithmName.SHA256)}");
        reason.Message.ShouldContain("Tls:Fingerprint");
    }

    [Fact]
    public async Task Dial_PinnedFingerprint_IsAccepted()
    {
        using var certificate = TestCertificates.SelfSigned("some.other.name");

        (await DialAsync(certificate, new TlsOptions(null, certificate.GetCertHashString(HashAlgorithmName.SHA256)))).ShouldBeNull();
    }

    [Fact]
    public async Task Dial_OtherFingerprint_IsRefusedAndNamesThePresentedOne()
    {
        using var certificate = TestCertificates.SelfSigned("127.0.0.1");

        var reason = await DialAsync(certificate, new TlsOptions(null, new string('0', 64)));

        reason.ShouldNotBeNull().Name.ShouldBe("certificate-refused");
        reason.Message.ShouldContain("another certificate than the pinned one");
        reason.Message.ShouldContain($"sha256:{certificate.GetCertHashString(HashAlgorithmName.SHA256)}");
    }

    [Fact]
    public async Task Dial_OwnAuthority_IsAccepted()
    {
        using var certificate = TestCertificates.Leaf(_authority, "127.0.0.1");

        (await DialAsync(certificate, OwnAuthority())).ShouldBeNull();
    }

    [Fact]
    public async Task Dial_OwnAuthorityOverAnIntermediate_IsAccepted()
    {
        using var intermediate = TestCertificates.Authority("Home intermediate", _authority);
        using var certificate = TestCertificates.Leaf(intermediate, "127.0.0.1");
        await using var rig = HomeAssistantSessionRig.Create(
            await ScriptedHub.StartAsync(listen: listen => listen.UseHttps(https =>
            {
                https.ServerCertificate = certificate;
                https.ServerCertificateChain = [intermediate];
            })),
            tls: OwnAuthority());

        var opening = rig.Connector.OpenAsync(CancellationToken.None);

        await Task.WhenAny(opening, rig.Hub.AcceptAsync()).Soon();
        opening.IsCompleted.ShouldBeFalse(opening.IsCompleted ? (await opening).Reason?.Message : null);
    }

    [Fact]
    public async Task Dial_OwnAuthorityButOtherName_IsRefusedAndNamesIt()
    {
        using var certificate = TestCertificates.Leaf(_authority, "other.example");

        var reason = await DialAsync(certificate, OwnAuthority());

        reason.ShouldNotBeNull().Name.ShouldBe("certificate-refused");
        reason.Message.ShouldContain("another name (other.example)");
    }

    [Fact]
    public async Task Dial_OtherAuthority_IsRefused()
    {
        using var stranger = TestCertificates.Authority("Stranger");
        using var certificate = TestCertificates.Leaf(stranger, "127.0.0.1");

        (await DialAsync(certificate, OwnAuthority())).ShouldNotBeNull().Name.ShouldBe("certificate-refused");
    }

    [Theory]
    [InlineData("no certificate in here")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    [InlineData(null)]
    public async Task Dial_AuthorityFileIsOfNoUse_IsRefusedAndSaysSo(string? content)
    {
        using var certificate = TestCertificates.Leaf(_authority, "127.0.0.1");
        var tls = OwnAuthority();
        File.Delete(_caFile);
        if (content is not null)
        {
            await File.WriteAllTextAsync(_caFile, content);
        }

        var reason = await DialAsync(certificate, tls);

        reason.ShouldNotBeNull().Name.ShouldBe("certificate-refused");
        reason.Message.ShouldContain("Tls:CaFile");
    }

    [Fact]
    public async Task Dial_ServerWithoutTls_IsRefusedAndNamesTheCure()
    {
        var hub = await ScriptedHub.StartAsync();
        await using var rig = HomeAssistantSessionRig.Create(hub, new UriBuilder(hub.Url) { Scheme = "https" }.Uri);

        var reason = (await rig.Connector.OpenAsync(CancellationToken.None).Soon()).Reason.ShouldNotBeNull();

        reason.Name.ShouldBe("certificate-refused");
        reason.Message.ShouldContain("http://");
    }

    public void Dispose()
    {
        _authority.Dispose();
        File.Delete(_caFile);
    }

    private TlsOptions OwnAuthority()
    {
        File.WriteAllText(_caFile, _authority.ExportCertificatePem());
        return new TlsOptions(_caFile, null);
    }

    /// <summary>Why there is no session with a demo hub that shows this certificate; null when there is one.</summary>
    private static async Task<DisconnectReason?> DialAsync(X509Certificate2 certificate, TlsOptions tls)
    {
        await using var hub = await HomeAssistantDemoHub.StartAsync(
            new HomeAssistantDemoHubOptions { Living = false, Certificate = certificate, Token = HomeAssistantSessionRig.Token });
        await using var rig = HomeAssistantSessionRig.Create(await ScriptedHub.StartAsync(), hub.Url, tls);
        var opening = await rig.Connector.OpenAsync(CancellationToken.None).Soon();
        if (opening.Session is { } session)
        {
            await session.DisposeAsync().AsTask().Soon();
        }

        return opening.Reason;
    }
}
