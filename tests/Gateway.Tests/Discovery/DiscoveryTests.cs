using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Discovery;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Discovery;

/// <summary>The whole of it, on a network of its own on loopback: question, answers, suggestions.</summary>
public sealed class DiscoveryTests
{
    private const string Service = MdnsAnswers.HomeAssistantService;

    private static readonly byte[] Deconz = Encoding.ASCII.GetBytes(
        "HTTP/1.1 200 OK\r\nLOCATION: http://10.9.9.9:8088/description.xml\r\nGWID.phoscon.de: 00212EFFFF03FFC9\r\n\r\n");

    [Fact]
    public async Task Discovery_FindsHubsOfEachKind_AndKnowsThoseThatAreConfigured()
    {
        await using var ssdp = new Responder(static _ => [Deconz, Deconz]);
        var port = 0;
        await using var mdns = new Responder(question =>
        [
            new DnsBytes(Responder.IdOf(question)).Pointer(Service, "Home").Service("Home", Service, (ushort)Volatile.Read(ref port), "ha.local").Address("ha.local", "127.0.0.1")
                .Texts("Home", Service, "location_name=Anna's house", "version=2026.11.1", "internal_url=").ToArray(),
            new DnsBytes(Responder.IdOf(question)).Service("x", "_anything._tcp.local", 80, "homey-5f1a2b3c4d5e6f7a8b9c0d1e.local").Address("homey-5f1a2b3c4d5e6f7a8b9c0d1e.local", "127.0.0.9").ToArray(),
        ]);
        await using var host = await StartAsync(mdns, ssdp);
        Volatile.Write(ref port, host.Home.Url.Port);

        var answer = await LookAsync(host);

        answer["enabled"]!.GetValue<bool>().ShouldBeTrue();
        answer["searchedAt"]!.GetValue<DateTimeOffset>().ShouldBeLessThanOrEqualTo(TimeProvider.System.GetUtcNow());
        answer["found"]!.AsArray().Select(static row => row!.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })).ShouldBe(
        [
            """{"kind":"Deconz","name":"deCONZ 00212EFFFF03FFC9","url":"http://127.0.0.1:8088","by":"deconz","configured":false}""",
            $$"""{"kind":"HomeAssistant","name":"Anna's house","url":"http://127.0.0.1:{{port}}","by":"mdns","configured":true,"version":"2026.11.1"}""",
            """{"kind":"Homey","name":"homey-5f1a2b3c4d5e6f7a8b9c0d1e","url":"http://127.0.0.9","by":"mdns","configured":false}""",
        ]);
        Encoding.ASCII.GetString(ssdp.Asked.First()).ShouldBe("M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\nST: urn:schemas-upnp-org:device:basic:1\r\n\r\n");
    }

    [Fact]
    public async Task Discovery_AnswersPiecemeal_AreAskedForTheRest()
    {
        await using var ssdp = Responder.Silent();
        await using var mdns = new Responder(static question => Encoding.ASCII.GetString(question) switch
        {
            var text when text.Contains("_services", StringComparison.Ordinal) => [new DnsBytes(Responder.IdOf(question)).Pointer(Service, "Home").ToArray()],
            var text when text.Contains("\u0004Home", StringComparison.Ordinal) => [new DnsBytes(Responder.IdOf(question)).Service("Home", Service, 8123, "ha.local").ToArray(), new DnsBytes(Responder.IdOf(question)).Texts("Home", Service, "x=y").ToArray()],
            _ => [new DnsBytes(Responder.IdOf(question)).Address("ha.local", "127.0.0.7").ToArray()],
        });
        await using var host = await StartAsync(mdns, ssdp);

        var found = (await LookAsync(host))["found"]!.AsArray().ShouldHaveSingleItem()!;

        found["url"]!.GetValue<string>().ShouldBe("http://127.0.0.7:8123");
        found["name"]!.GetValue<string>().ShouldBe("Home");
    }

    [Fact]
    public async Task Discovery_GarbageLiesAndFloods_AreSurvivedAndBounded()
    {
        await using var ssdp = new Responder(static _ => [.. Enumerable.Range(1, 200).Select(static port => Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nLOCATION: http://10.9.9.9:{port}/\r\nGWID.phoscon.de: 00212EFFFF03FFC9\r\n\r\n"))]);
        await using var mdns = new Responder(static question =>
        [
            [],
            [1, 2, 3],
            [.. Enumerable.Repeat((byte)0xC0, 9000)],
            question,
            new DnsBytes(Responder.IdOf(question)).Address("homey-5f1a2b3c4d5e6f7a8b9c0d1e.local", "127.0.0.9").ToArray(),
            new DnsBytes(Responder.IdOf(question)).Record(DnsBytes.PointerTo(12), 12, DnsBytes.PointerTo(12)).ToArray(),

            // Not what was asked: its id is another's.
            new DnsBytes((ushort)(Responder.IdOf(question) + 1)).Pointer(Service, "Liar").Service("Liar", Service, 1, "liar.local").Address("liar.local", "127.0.0.66").ToArray(),
            .. Enumerable.Range(0, 20).Select(piece => Houses(question, piece)),
        ]);
        await using var host = await StartAsync(mdns, ssdp);

        var found = (await LookAsync(host))["found"]!.AsArray();

        found.CountBy(static row => row!["kind"]!.GetValue<string>()).ToDictionary(StringComparer.Ordinal)
            .ShouldBe(new Dictionary<string, int>(StringComparer.Ordinal) { ["Deconz"] = DiscoverySearch.MaxOfKind, ["HomeAssistant"] = DiscoverySearch.MaxOfKind, ["Homey"] = 1 }, ignoreOrder: true);
        found.ToJsonString().ShouldNotContain("iar");
        found.ShouldAllBe(static row => row!["name"]!.GetValue<string>().Length <= 65);

        static byte[] Houses(byte[] question, int piece)
        {
            var bytes = new DnsBytes(Responder.IdOf(question));
            for (var number = 0; number < 10; number++)
            {
                var name = $"{piece}-{number}-{new string('x', 50)}";
                bytes.Pointer(Service, name).Service(name, Service, (ushort)(1000 + (piece * 10) + number), "a.local").Address("a.local", "127.0.0.7").Texts(name, Service, $"location_name={new string('n', 200)}");
            }

            return bytes.ToArray();
        }
    }

    [Fact]
    public async Task Discovery_AskedAgainSoon_DoesNotLookAgain()
    {
        await using var ssdp = Responder.Silent();
        await using var mdns = Responder.Silent();
        await using var host = await StartAsync(mdns, ssdp);

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => LookAsync(host)));
        var asked = ssdp.Asked.Count;
        var later = await LookAsync(host);

        answers.Append(later).Select(static answer => answer["searchedAt"]!.GetValue<DateTimeOffset>()).Distinct().Count().ShouldBe(1);
        asked.ShouldBe(2, "the question, and once more as it may have been lost");
        ssdp.Asked.Count.ShouldBe(2);
        mdns.Asked.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("http://a\u2100.local:8123")]
    [InlineData("http://\u00E4\u00E4.local.\u2100")]
    public void Discovery_ConfiguredHubOfANameThatNobodyCanHave_IsNoneOfThoseFound(string url)
    {
        var time = new FakeTime();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Gateway:Hubs:home:Url", (string?)url)]).Build();
        var discovery = new HubDiscovery(new DiscoveryOptions(Enabled: true), Search(new DiscoveryNetwork(), time), configuration, Lifetime(), time);

        discovery.IsConfigured(new DiscoveryFinding("Homey", "homey", new Uri("http://127.0.0.9"), "mdns") { Places = ["127.0.0.9:80"] }).ShouldBeFalse();
    }

    [Fact]
    public async Task Discovery_LookThatFailed_IsNotRepeatedBeforeThePauseIsOver()
    {
        var time = new FakeTime();
        var looks = 0;
        var network = new DiscoveryNetwork
        {
            Places = () =>
            {
                looks++;
                throw new InvalidOperationException("a fault of our own");
            },
        };
        var discovery = new HubDiscovery(new DiscoveryOptions(Enabled: true), Search(network, time), new ConfigurationBuilder().Build(), Lifetime(), time);

        await FailAsync();
        time.Advance(HubDiscovery.Pause - TimeSpan.FromMilliseconds(1));
        await FailAsync();
        looks.ShouldBe(1);

        time.Advance(TimeSpan.FromMilliseconds(1));
        await FailAsync();
        looks.ShouldBe(2);

        Task FailAsync() => Should.ThrowAsync<InvalidOperationException>(() => discovery.LookAsync(CancellationToken.None).Soon());
    }

    [Fact]
    public async Task Discovery_SwitchedOff_AsksNobody()
    {
        await using var ssdp = Responder.Silent();
        await using var mdns = Responder.Silent();
        await using var host = await StartAsync(mdns, ssdp, ("Discovery:Enabled", "false"));

        (await host.Http.GetStringAsync("/api/discovery").Soon()).ShouldBe("""{"enabled":false,"found":[]}""");

        ssdp.Asked.ShouldBeEmpty();
        mdns.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Discovery_FromElsewhereWithoutAKey_IsRefused()
    {
        await using var ssdp = Responder.Silent();
        await using var mdns = Responder.Silent();
        await using var host = await StartAsync(mdns, ssdp, ("Access:AllowAnonymous", "true"), ("Access:Proxies:0", "127.0.0.1"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/discovery") { Headers = { { "X-Forwarded-For", "192.168.1.7" } } };

        using var answer = await host.Http.SendAsync(request).Soon();

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("'admin'");
        mdns.Asked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("Host", "house.example")]
    public async Task Discovery_PastAProxyThatNobodyNamed_OrUnderAForeignName_IsRefused(string header, string value)
    {
        await using var ssdp = Responder.Silent();
        await using var mdns = Responder.Silent();
        await using var host = await StartAsync(mdns, ssdp, ("Access:AllowAnonymous", "true"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/discovery");
        request.Headers.TryAddWithoutValidation(header, value);

        using var answer = await host.Http.SendAsync(request).Soon();

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        mdns.Asked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("192.168.1.20", 24, "192.168.1.255", true)]
    [InlineData("192.168.1.20", 24, "192.168.2.20", false)]
    [InlineData("10.0.0.1", 9, "10.127.255.255", true)]
    [InlineData("10.0.0.1", 9, "10.128.0.0", false)]
    [InlineData("10.0.0.1", 32, "10.0.0.2", false)]
    [InlineData("10.0.0.1", 24, "::1", false)]
    public void IsNeighbour_AsTheNetworkSays(string own, int prefix, string other, bool expected) =>
        new LocalPlace(IPAddress.Parse(own), prefix).IsNeighbour(IPAddress.Parse(other)).ShouldBe(expected);

    [Fact]
    public void Places_OfThisMachine_AreNoLoopback() => LocalPlace.All().ShouldAllBe(static place => !IPAddress.IsLoopback(place.Address));

    private static DiscoverySearch Search(DiscoveryNetwork network, TimeProvider time) => new(network, time, NullLogger<DiscoverySearch>.Instance);

    private static ApplicationLifetime Lifetime() => new(NullLogger<ApplicationLifetime>.Instance);

    private static async Task<JsonObject> LookAsync(GatewayHost host) => (await host.Http.GetFromJsonAsync<JsonObject>("/api/discovery").Soon())!;

    private static Task<GatewayHost> StartAsync(Responder mdns, Responder ssdp, params (string Key, string Value)[] settings) => GatewayHost.StartAsync(
        settings.ToDictionary(static pair => pair.Key, static pair => pair.Value, StringComparer.Ordinal),
        services: services => services.AddSingleton(new DiscoveryNetwork { Mdns = mdns.Place, Ssdp = ssdp.Place, Places = static () => [new LocalPlace(IPAddress.Loopback, 8)] }));
}
