using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Configuration;
using Gateway.Diagnostics;
using Gateway.Upstreams;
using Gateway.Upstreams.Transports;

namespace Gateway.Diagnosis;

/// <summary>Step <c>tls</c>: a handshake, judged as the session judges it; says whose certificate it is.</summary>
internal static class SecureStep
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    public static async Task<DiagnosisStep> RunAsync(UpstreamOptions hub, IPEndPoint address, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!string.Equals(hub.Url.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal))
        {
            return StepClock.Skipped(StepNames.Tls, "'Url' is an http address, without TLS.");
        }

        var clock = new StepClock(StepNames.Tls, time);
        var check = new CertificateCheck(hub.Tls, hub.Url.Host);
        X509Certificate2? presented = null;
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address, either.Token);
            await using var stream = new SslStream(new NetworkStream(socket, ownsSocket: false), leaveInnerStreamOpen: false, (sender, certificate, chain, errors) =>
            {
                presented = certificate is null ? null : X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
                return check.Accept(sender, certificate, chain, errors);
            });
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = hub.Url.Host }, either.Token);
            return Judge(clock, $"{stream.SslProtocol}; {Describe(presented)}", presented, time);
        }
        catch (AuthenticationException) when (check.Refusal is { } refusal)
        {
            return clock.Failed($"We refuse the certificate: {refusal} {Describe(presented)}", Cure(hub.Tls, presented));
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException or SocketException)
        {
            return clock.Failed("The other side does not speak TLS as expected.", "If the hub has no certificate, write http:// instead of https:// in 'Url'; else check the port.");
        }
        catch (OperationCanceledException)
        {
            return clock.Failed($"The TLS handshake did not end within {clock.Elapsed.TotalSeconds:0.#} s.", "Is the port in 'Url' the one with TLS? If the hub has no certificate, write http:// in 'Url'.");
        }
        finally
        {
            presented?.Dispose();
        }
    }

    private static DiagnosisStep Judge(StepClock clock, string detail, X509Certificate2? presented, TimeProvider time)
    {
        var left = presented is null ? TimeSpan.MaxValue : presented.NotAfter.ToUniversalTime() - time.GetUtcNow().UtcDateTime;
        return left switch
        {
            _ when left <= TimeSpan.Zero => clock.Warning(detail, "The certificate has expired, and is taken only because it is pinned. Renew it at the hub."),
            _ when left < Soon => clock.Warning(detail, $"The certificate expires in {left.TotalDays:0} days. Renew it at the hub."),
            _ => clock.Ok(detail),
        };
    }

    private static string Describe(X509Certificate2? certificate) => certificate is null ? "" :
        $"the certificate is {ShownText.Cut(certificate.Subject)}, issued by {ShownText.Cut(certificate.Issuer)}, good until {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}, fingerprint sha256:{certificate.GetCertHashString(HashAlgorithmName.SHA256)}.";

    /// <summary>The very line to write.</summary>
    private static string Cure(TlsOptions options, X509Certificate2? certificate)
    {
        if (certificate is null)
        {
            return "Give the hub a certificate.";
        }

        var line = $"\"Tls\": {{ \"Fingerprint\": \"sha256:{certificate.GetCertHashString(HashAlgorithmName.SHA256)}\" }}";
        var isOwn = certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
        return (options.Fingerprint, options.CaFile, isOwn) switch
        {
            (not null, _, _) => $"If the hub's certificate was renewed, and only then, write {line} into the hub's entry.",
            (_, not null, _) => $"Is 'Tls:CaFile' the authority that signed it? Or write {line} into the hub's entry.",
            (_, _, true) => $"It is self-signed. If the fingerprint is the hub's own, write {line} into the hub's entry.",
            _ => $"Write \"Tls\": {{ \"CaFile\": \"<the authority's PEM file>\" }} into the hub's entry; or, if the fingerprint is the hub's own, {line}.",
        };
    }
}
