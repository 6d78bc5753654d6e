using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Upstreams.Transports;

/// <summary>
/// Decides about one hub's certificate: publicly trusted, signed by the hub's own authority, or exactly the pinned one.
/// Remembers why it said no, because the TLS stack only tells that it did.
/// </summary>
internal sealed class CertificateCheck(TlsOptions options, string host)
{
    /// <summary>Why the last certificate was refused, and the cure; null when none was.</summary>
    public string? Refusal { get; private set; }

    public bool Accept(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 presented)
        {
            Refusal = $"'{host}' presented no certificate.";
            return false;
        }

        var fingerprint = presented.GetCertHashString(HashAlgorithmName.SHA256);
        if (options.Fingerprint is { } pinned)
        {
            return Decide(
                string.Equals(fingerprint, pinned, StringComparison.OrdinalIgnoreCase),
                $"'{host}' presented another certificate than the pinned one: its fingerprint is sha256:{fingerprint}. If the hub's certificate was renewed, put that into 'Tls:Fingerprint'.");
        }

        if (errors == SslPolicyErrors.None)
        {
            return Decide(true, "");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return Decide(
                false,
                $"the certificate of '{host}' is for another name ({presented.GetNameInfo(X509NameType.DnsName, forIssuer: false)}). Use that name in 'Url', or pin this certificate with 'Tls:Fingerprint': sha256:{fingerprint}.");
        }

        if (options.CaFile is { } caFile)
        {
            var fault = FaultByOwnAuthority(presented, chain, caFile);
            return Decide(fault is null, $"{fault} Or pin this certificate with 'Tls:Fingerprint': sha256:{fingerprint}.");
        }

        return Decide(
            false,
            $"nobody known signed the certificate of '{host}'. Give the authority in 'Tls:CaFile', or pin this certificate with 'Tls:Fingerprint': sha256:{fingerprint}.");
    }

    private bool Decide(bool accepted, string refusal)
    {
        Refusal = accepted ? null : refusal;
        return accepted;
    }

    private string? FaultByOwnAuthority(X509Certificate2 certificate, X509Chain? presented, string caFile)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (presented is not null)
        {
            // The authorities between the hub's certificate and its root, which the hub sends along.
            chain.ChainPolicy.ExtraStore.AddRange(presented.ChainPolicy.ExtraStore);
        }

        return AuthorityFile.TryRead(caFile, chain.ChainPolicy.CustomTrustStore) is { } fault ? $"the file '{caFile}' in 'Tls:CaFile' {fault}"
            : chain.Build(certificate) ? null
            : $"the certificate of '{host}' is not good by 'Tls:CaFile' ({string.Join(", ", chain.ChainStatus.Select(static status => status.Status))}).";
    }
}
