using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Tests.Upstreams;

/// <summary>Certificates as people make them at home.</summary>
internal static class TestCertificates
{
    private static readonly DateTimeOffset From = TimeProvider.System.GetUtcNow().AddDays(-1);

    public static X509Certificate2 SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = RequestFor(name, key).CreateSelfSigned(From, From.AddYears(1));
        return WithKey(certificate, null);
    }

    /// <param name="name">What it is called.</param>
    /// <param name="issuer">Who signs it; null: itself.</param>
    public static X509Certificate2 Authority(string name, X509Certificate2? issuer = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        using var certificate = issuer is null ? request.CreateSelfSigned(From, From.AddYears(3)) : Sign(request, issuer, From.AddYears(2));
        return WithKey(certificate, issuer is null ? null : key);
    }

    public static X509Certificate2 Leaf(X509Certificate2 issuer, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Sign(RequestFor(name, key), issuer, From.AddYears(1));
        return WithKey(certificate, key);
    }

    private static CertificateRequest RequestFor(string name, ECDsa key)
    {
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(name);
        }

        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        return request;
    }

    private static X509Certificate2 Sign(CertificateRequest request, X509Certificate2 issuer, DateTimeOffset until)
    {
        var serial = RandomNumberGenerator.GetBytes(8);
        serial[0] &= 0x7F;
        return request.Create(issuer, From, until, serial);
    }

    /// <summary>Kestrel wants the key and the certificate in one.</summary>
    private static X509Certificate2 WithKey(X509Certificate2 certificate, ECDsa? key)
    {
        using var joined = key is null ? new X509Certificate2(certificate) : certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(joined.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable);
    }
}
