using System.Net;
using Gateway.Access;
using Gateway.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Gateway.Tests.Access;

public sealed class AccessOptionsTests
{
    [Fact]
    public void Read_Nothing_HasTheDefaults()
    {
        var (options, faults) = Read();

        faults.ShouldBeEmpty();
        options.KeyFile.ShouldBe("/etc/gateway/keys.json");
        (options.AllowAnonymous, options.AuditArguments, options.Proxies.Count).ShouldBe((false, false, 0));
        (options.ConnectionsPerAddress, options.ConnectionsPerKey).ShouldBe((1000, 1000));
    }

    [Fact]
    public void Read_Demo_HasNoKeyFileButOneThatIsNamed()
    {
        Read(isDemo: true).Options.KeyFile.ShouldBeNull();
        Read(isDemo: true, ("KeyFile", "/data/keys.json")).Options.KeyFile.ShouldBe("/data/keys.json");
        Read(isDemo: false, ("KeyFile", "my/keys.json")).Options.KeyFile.ShouldBe("/etc/gateway/my/keys.json");
    }

    [Fact]
    public void Read_Proxies_AsAddressesAndNetworks()
    {
        var (options, faults) = Read(isDemo: false, ("Proxies:0", "192.168.1.2"), ("Proxies:1", "172.16.0.0/12"), ("Proxies:2", "fd00::/8"), ("Proxies:3", "::1"));

        faults.ShouldBeEmpty();
        options.Proxies.Select(static proxy => proxy.ToString()).ShouldBe(["192.168.1.2/32", "172.16.0.0/12", "fd00::/8", "::1/128"]);
        options.Proxies[1].Contains(IPAddress.Parse("172.20.1.1")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("Proxies:0", "proxy.example", "Gateway:Access:Proxies: 'proxy.example' is neither an address")]
    [InlineData("Proxies:0", "0.0.0.0/0", "Gateway:Access:Proxies: '0.0.0.0/0' is everybody")]
    [InlineData("Proxies:0", "::/0", "Gateway:Access:Proxies: '::/0' is everybody")]
    [InlineData("ConnectionsPerAddress", "0", "Gateway:Access:ConnectionsPerAddress: '0' is not a whole number from 1 to 1000000.")]
    [InlineData("ConnectionsPerKey", "many", "Gateway:Access:ConnectionsPerKey: 'many' is not a whole number from 1 to 1000000.")]
    [InlineData("AuditArguments", "yes", "Gateway:Access:AuditArguments: 'yes' is neither true nor false.")]
    [InlineData("Origins:0", "dash.example", "Gateway:Access:Origins: 'dash.example' is not an origin")]
    [InlineData("Origin", "https://dash.example", "Gateway:Access:Origin: is not known; allowed here are AllowAnonymous, AuditArguments, ConnectionsPerAddress, ConnectionsPerKey, KeyFile, Keys, Origins, Proxies.")]
    public void Read_Mistake_IsNamed(string key, string value, string fault) => Read(isDemo: false, (key, value)).Faults.ShouldHaveSingleItem().ShouldStartWith(fault);

    [Theory]
    [InlineData("GET", "/", true)]
    [InlineData("HEAD", "/", true)]
    [InlineData("GET", "", true)]
    [InlineData("GET", "/App/main.js", true)]
    [InlineData("POST", "/", false)]
    [InlineData("GET", "/apple", false)]
    [InlineData("GET", "/libx", false)]
    [InlineData("GET", "/swaggerx", false)]
    [InlineData("GET", "/healthz/x", false)]
    [InlineData("GET", "/Healthz", false)]
    [InlineData("GET", "/appsettings.json", false)]
    [InlineData("GET", "/keys.json", false)]
    [InlineData("GET", "/api/hubs", false)]
    [InlineData("GET", "/live", false)]
    [InlineData("GET", "/metrics", false)]
    public void IsOpen_Path_OnlyWhatIsNamed(string method, string path, bool expected) => AccessPaths.IsOpen(Request(method, path)).ShouldBe(expected);

    [Theory]
    [InlineData("/api/hubs/home/events", true)]
    [InlineData("/API/Hubs/home/EVENTS/", true)]
    [InlineData("/api/hubs/home/events/more", false)]
    [InlineData("/api/hubs/home/events//", false)]
    [InlineData("/api/hubs/events", false)]
    [InlineData("/api/hubs/home/http/events", false)]
    [InlineData("/api/hubs//events", true)]
    public void IsEvents_Path_AsRoutingReadsIt(string path, bool expected) => AccessPaths.IsEvents(Request("GET", path)).ShouldBe(expected);

    [Theory]
    [InlineData("/api/hubs/home/http/api/stream", true)]
    [InlineData("/api/hubs/home/HTTP", true)]
    [InlineData("/api/hubs/home/https", false)]
    [InlineData("/api/hubs/http", false)]
    public void IsPassThrough_Path_AsRoutingReadsIt(string path, bool expected) => AccessPaths.IsPassThrough(Request("GET", path)).ShouldBe(expected);

    [Fact]
    public void Credential_InTheAddress_IsForgottenAndTheRestStays()
    {
        var request = Request("GET", "/live");
        request.QueryString = new QueryString("?id=a%26b&access_token=gwt_x&Access_Token=y&topic=1&topic=2");

        Credential.Of(request).ShouldBe(new Credential(CredentialKind.Query, "gwt_x,y"));
        Credential.Forget(request);

        request.QueryString.Value.ShouldBe("?id=a%26b&topic=1&topic=2");
        request.Query["id"].ToString().ShouldBe("a&b");
        Credential.Of(request).Kind.ShouldBe(CredentialKind.None);
    }

    private static HttpRequest Request(string method, string path) =>
        new DefaultHttpContext { Request = { Method = method, Path = path.Length == 0 ? PathString.Empty : new PathString(path) } }.Request;

    private static (AccessOptions Options, IReadOnlyList<string> Faults) Read(bool isDemo = false, params (string Key, string Value)[] rows)
    {
        var faults = new ConfigurationFaults();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(rows.Select(static row => KeyValuePair.Create("Gateway:Access:" + row.Key, (string?)row.Value))).Build();
        return (AccessOptions.Read(configuration, "/etc/gateway", isDemo, faults), faults.All);
    }
}
