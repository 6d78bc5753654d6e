using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Gateway.Configuration;
using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Gateway.Upstreams.Transports;
using Microsoft.Extensions.Configuration;

namespace Gateway.Tests.Upstreams;

/// <summary>What may be named as an authority's file: a PEM file, and nothing that holds a thread or fills the memory.</summary>
public sealed class AuthorityFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-authority-");
    private readonly X509Certificate2 _authority = TestCertificates.Authority("Home CA");

    [Fact]
    public async Task Read_PemFile_HasItsCertificates_AlsoByWayOfLinks()
    {
        using var second = TestCertificates.Authority("Second CA");
        var file = Write("ca.pem", "My authorities:\n" + _authority.ExportCertificatePem() + "\n" + second.ExportCertificatePem());
        File.CreateSymbolicLink(At("link.pem"), "ca.pem");
        File.CreateSymbolicLink(At("further.pem"), At("link.pem"));

        foreach (var path in new[] { file, At("further.pem") })
        {
            var authorities = new X509Certificate2Collection();
            (await ReadAsync(path, authorities)).ShouldBeNull();
            authorities.Select(static certificate => certificate.Subject).ShouldBe(["CN=Home CA", "CN=Second CA"]);
            FaultAtTheStart(path).ShouldBeNull();
        }
    }

    [Fact]
    public async Task Read_PipeThatNobodyWritesTo_IsRefusedAtOnce_AtTheStartAndAtTheHandshake()
    {
        var pipe = At("pipe.pem");
        using (var made = Process.Start("mkfifo", [pipe]))
        {
            await made.WaitForExitAsync().Soon();
        }

        File.CreateSymbolicLink(At("link.pem"), pipe);
        using var certificate = TestCertificates.Leaf(_authority, "hub.local");
        foreach (var path in new[] { pipe, At("link.pem") })
        {
            (await ReadAsync(path, [])).ShouldNotBeNull().ShouldContain("no ordinary file");
            (await Task.Run(() => FaultAtTheStart(path)).Soon()).ShouldNotBeNull()
                .ShouldBe($"Gateway:Hubs:home:Tls:CaFile: the file '{path}' is empty, or no ordinary file; name a PEM file with your own authority's certificate.");
            var check = new CertificateCheck(new TlsOptions(path, null), "hub.local");
            (await Task.Run(() => check.Accept(this, certificate, null, System.Net.Security.SslPolicyErrors.RemoteCertificateChainErrors)).Soon()).ShouldBeFalse();
            check.Refusal.ShouldNotBeNull().ShouldStartWith($"the file '{path}' in 'Tls:CaFile' is empty, or no ordinary file; name a PEM file");
        }
    }

    [Fact]
    public async Task Read_WhatIsNone_IsNamedWithTheCure()
    {
        File.CreateSymbolicLink(At("circle.pem"), At("circle.pem"));
        File.CreateSymbolicLink(At("dangling.pem"), At("gone.pem"));
        (string Path, string Fault)[] cases =
        [
            ("/dev/zero", "no ordinary file"),
            ("/dev/null", "no ordinary file"),
            ("/proc/self/environ", "no ordinary file"),
            (_folder.FullName, "is a folder"),
            (At("gone.pem"), "does not exist"),
            (At("gone/ca.pem"), "does not exist"),
            (At("half\0.pem"), "does not exist"),
            (At("dangling.pem"), "does not exist"),
            (At("circle.pem"), "cannot be read"),
            (Write("empty.pem", ""), "is empty"),
            (Write("text.pem", "no certificate in here"), "has no certificate in it"),
            (Write("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), "is no certificate"),
            (Write("large.pem", _authority.ExportCertificatePem() + new string('\n', AuthorityFile.MaxBytes)), "more than 1024 KiB"),
        ];
        foreach (var (path, fault) in cases)
        {
            var told = (await ReadAsync(path, [])).ShouldNotBeNull(path);
            told.ShouldContain(fault, customMessage: path);
            told.ShouldEndWith("name a PEM file with your own authority's certificate.");
            FaultAtTheStart(path).ShouldNotBeNull(path).ShouldContain(fault);
        }
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    private static Task<string?> ReadAsync(string path, X509Certificate2Collection authorities) => Task.Run(() => AuthorityFile.TryRead(path, authorities)).Soon();

    private static string? FaultAtTheStart(string path)
    {
        var faults = new ConfigurationFaults();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Gateway:Hubs:home:Tls:CaFile", (string?)path)]).Build();
        TlsOptions.Read(new SectionReader(configuration.GetSection("Gateway:Hubs:home:Tls"), faults));
        return faults.All.SingleOrDefault();
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private string Write(string name, string text)
    {
        File.WriteAllText(At(name), text);
        return At(name);
    }
}
