using Gateway.Configuration;
using Gateway.Upstreams;
using Gateway.Upstreams.Homey;
using Microsoft.Extensions.Configuration;

namespace Gateway.Tests.Upstreams.Homey;

public sealed class HomeyAddressTests
{
    private const string Id = "5f00aa";

    [Theory]
    [InlineData("http://192.168.1.100", nameof(HomeyStrategy.Local), 1000)]
    [InlineData("http://127.0.0.1:8080", nameof(HomeyStrategy.Local), 1000)]
    [InlineData("https://192-168-1-100.homey.homeylocal.com", nameof(HomeyStrategy.LocalSecure), 1200)]
    [InlineData("https://12-34-56-78.homey.homeylocal.com:12345", nameof(HomeyStrategy.RemoteForwarded), 2000)]
    [InlineData("http://homey-5f00aa.local", nameof(HomeyStrategy.Mdns), 3000)]
    [InlineData("https://5f00aa.connect.athom.com", nameof(HomeyStrategy.Cloud), 5000)]
    public void Of_Address_IsTakenForWhatItIs(string url, string strategy, int probeMs)
    {
        var address = HomeyAddress.Of(new Uri(url));

        address.Strategy.ToString().ShouldBe(strategy);
        address.ProbeTimeout.TotalMilliseconds.ShouldBe(probeMs);
    }

    [Fact]
    public void All_PlainAddressInTheHouse_HasItsSecureName() =>
        All("http://192.168.1.100", id: null).ShouldBe(["http://192.168.1.100/", "https://192-168-1-100.homey.homeylocal.com/"]);

    [Fact]
    public void All_IdKnown_HasItsLocalName() =>
        All("http://homey.lan", Id).ShouldBe(["http://homey.lan/", "http://homey-5f00aa.local/"]);

    [Theory]
    [InlineData("http://127.0.0.1:4000")]
    [InlineData("http://8.8.8.8")]
    [InlineData("http://192.168.1.100:8080")]
    public void All_AddressThatIsNoneOfTheHouse_HasNoSecureName(string url) =>
        All(url, id: null).ShouldBe([$"{new Uri(url)}"]);

    [Fact]
    public void All_OwnerWroteHttps_GetsNoPlainHttp() =>
        All("https://homey.example", Id).ShouldBe(["https://homey.example/"]);

    [Fact]
    public void All_Cloud_OnlyWhereTheOwnerAskedForIt()
    {
        All("https://homey.example", Id, new HomeyOptions { Cloud = true }).ShouldContain(static url => url == "https://5f00aa.connect.athom.com/");
        All("https://homey.example", id: null, new HomeyOptions { Cloud = true }).ShouldBe(["https://homey.example/"]);
    }

    [Fact]
    public void All_FurtherAddresses_AreEachOnce() =>
        All("https://homey.example", Id, new HomeyOptions { Addresses = [new Uri("https://homey.example"), new Uri("http://10.0.0.2")] })
            .ShouldBe(["https://homey.example/", "http://10.0.0.2/"]);

    [Fact]
    public void Options_WholeEntry_IsRead()
    {
        var (options, faults) = Read(
            ("HomeyId", Id), ("Homey:Addresses:0", "http://10.0.0.2"), ("Homey:Cloud", "true"),
            ("Homey:PingInterval", "00:00:05"), ("Homey:PingTimeout", "00:00:08"), ("Homey:ProbeInterval", "00:01:00"));

        faults.Any.ShouldBeFalse(faults.ToString());
        options.HomeyId.ShouldBe(Id);
        options.Addresses.ShouldBe([new Uri("http://10.0.0.2")]);
        options.Cloud.ShouldBeTrue();
        options.PingInterval.ShouldBe(TimeSpan.FromMilliseconds(5000));
        options.PingTimeout.ShouldBe(TimeSpan.FromMilliseconds(8000));
        options.ProbeInterval.ShouldBe(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void Options_UrlAlone_IsEnough()
    {
        var (options, faults) = Read();

        faults.Any.ShouldBeFalse(faults.ToString());
        options.HomeyId.ShouldBeNull();
        options.Cloud.ShouldBeFalse();
        options.PingInterval.ShouldBeNull();
    }

    [Fact]
    public void Options_EveryMistake_IsNamedWithoutSecrets()
    {
        var (_, faults) = Read(
            ("HomeyId", "a/../b"), ("Homey:Addresses:0", "ftp://x"), ("Homey:Addresses:1", "http://me:hunter2@x"), ("Homey:PingTimeout", "8000"), ("Homey:Pong", "1"));

        faults.All.Count.ShouldBe(5, faults.ToString());
        faults.ToString().ShouldNotContain("hunter2");
    }

    private static List<string> All(string url, string? id, HomeyOptions? options = null) =>
        [.. HomeyAddress.All(new Uri(url), id, options ?? new HomeyOptions()).Select(static address => address.Url.ToString())];

    private static (HomeyOptions Options, ConfigurationFaults Faults) Read(params (string Key, string Value)[] values)
    {
        (string Key, string Value)[] entry = [("Kind", "Homey"), ("Url", "http://192.168.1.100"), ("Token", "t"), .. values];
        var faults = new ConfigurationFaults();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(entry.Select(static row => KeyValuePair.Create($"Gateway:Hubs:homey:{row.Key}", (string?)row.Value))).Build();
        return (UpstreamOptions.ReadAll(configuration, faults).Single().Homey, faults);
    }
}
