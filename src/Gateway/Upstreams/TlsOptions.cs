using Gateway.Configuration;

namespace Gateway.Upstreams;

/// <summary>
/// A hub's <c>Tls</c> section, for hubs whose certificate no public authority signed. There is no way to trust every certificate.
/// </summary>
/// <param name="CaFile">A PEM file with the authorities that may have signed the hub's certificate.</param>
/// <param name="Fingerprint">The certificate's own SHA-256, 64 hexadecimal digits: exactly this certificate is accepted.</param>
internal sealed record TlsOptions(string? CaFile, string? Fingerprint)
{
    private const string Prefix = "sha256:";

    public static TlsOptions Read(SectionReader section)
    {
        var caFile = section.Text("CaFile");
        if (caFile is not null && AuthorityFile.TryRead(caFile, []) is { } fault)
        {
            section.Fault("CaFile", $"the file '{caFile}' {fault}");
        }

        var fingerprint = section.Text("Fingerprint");
        var digits = fingerprint?.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) == true
            ? fingerprint[Prefix.Length..].Replace(":", "", StringComparison.Ordinal)
            : null;
        if (fingerprint is not null && (digits is not { Length: 64 } || digits.AsSpan().ContainsAnyExcept("0123456789abcdefABCDEF")))
        {
            section.Fault("Fingerprint", "is not 'sha256:' and 64 hexadecimal digits; 'openssl x509 -noout -fingerprint -sha256' prints it.");
        }

        section.RefuseUnknown();
        return new TlsOptions(caFile, digits?.ToUpperInvariant());
    }
}
