using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Gateway.Upstreams.Transports;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Upstreams.Transports;

public sealed class HubHttpTlsTests
{
    [Fact]
    public async Task Tls_SelfSigned_IsRefusedAndNotSent()
    {
        using var certificate = TestCertificates.SelfSigned("127.0.0.1");
        var answer = await SendAsync(certificate, new TlsOptions(null, null));

        answer.Failure.ShouldNotBeNull().Reason.Name.ShouldBe("certificate-refused");
        answer.Failure.Reason.Message.ShouldContain("Tls:Fingerprint");
        answer.Failure.WasSent.ShouldBeFalse();
    }

    [Fact]
    public async Task Tls_PinnedFingerprint_IsAccepted()
    {
        using var certificate = TestCertificates.SelfSigned("hub.local");

        var answer = await SendAsync(certificate, new TlsOptions(null, certificate.GetCertHashString(HashAlgorithmName.SHA256)));

        answer.IsSuccess.ShouldBeTrue(answer.Failure?.Reason.Message);
    }

    [Fact]
    public async Task Tls_OwnAuthority_IsAccepted()
    {
        using var authority = TestCertificates.Authority("home");
        using var certificate = TestCertificates.Leaf(authority, "127.0.0.1");
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, authority.ExportCertificatePem());

            var answer = await SendAsync(certificate, new TlsOptions(file, null));

            answer.IsSuccess.ShouldBeTrue(answer.Failure?.Reason.Message);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Tls_EntryChangedAndChangedBack_GoesByItsOwnCheckAgain()
    {
        using var certificate = TestCertificates.SelfSigned("hub.local");
        await using var hub = await ScriptedHub.StartAsync(static context => context.Response.WriteAsync("[]"), listen => listen.UseHttps(certificate));
        await using var rig = new HubHttpRig();
        var wrong = new TlsOptions(null, new string('0', 64));
        var right = new TlsOptions(null, certificate.GetCertHashString(HashAlgorithmName.SHA256));

        (await AskAsync(wrong, "a")).Failure.ShouldNotBeNull().Reason.Message.ShouldContain("another certificate than the pinned one");
        (await AskAsync(right, "b")).IsSuccess.ShouldBeTrue();
        (await AskAsync(wrong, "a")).Failure.ShouldNotBeNull().Reason.Message.ShouldContain("another certificate than the pinned one");
        (await AskAsync(right, "b")).IsSuccess.ShouldBeTrue();

        Task<HubHttpAnswer> AskAsync(TlsOptions tls, string fingerprint) =>
            rig.Create(hub.Url, tls, fingerprint: fingerprint).SendAsync(new HubHttpRequest(HttpMethod.Put, hub.Url), CancellationToken.None).Soon();
    }

    private static async Task<HubHttpAnswer> SendAsync(X509Certificate2 certificate, TlsOptions tls)
    {
        await using var hub = await ScriptedHub.StartAsync(static context => context.Response.WriteAsync("[]"), listen => listen.UseHttps(certificate));
        await using var rig = new HubHttpRig();
        return await rig.Create(hub.Url, tls).SendAsync(new HubHttpRequest(HttpMethod.Put, hub.Url), CancellationToken.None).Soon();
    }
}
