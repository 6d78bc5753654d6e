using System.Text.Json;
using Gateway.Commands;
using Gateway.Configuration;
using Gateway.Upstreams;
using Microsoft.Extensions.Configuration;

namespace Gateway.Tests.Configuration;

public sealed class HubsConfigurationTests
{
    private const string Token = "hunter2-long-lived";
    private readonly ConfigurationFaults _faults = new();

    [Fact]
    public void ReadAll_FiveMistakes_ReportsEachWithItsKeyAndCureAndNoToken()
    {
        Read(
            ("bad id!:Kind", "HomeAssistant"),
            ("home:Kind", "HomeAsistant"), ("home:Url", "http://hub"), ("home:Token", Token),
            ("attic:Kind", "HomeAssistant"), ("attic:Url", $"ftp://me:{Token}@hub"), ("attic:Token", Token),
            ("cellar:Kind", "HomeAssistant"), ("cellar:Url", "http://hub"),
            ("shed:Kind", "HomeAssistant"), ("shed:Url", "http://hub"), ("shed:Token", Token), ("shed:Tokn", Token));

        _faults.All.Count.ShouldBe(5, _faults.ToString());
        Fault("bad id!").ShouldContain("a-z");
        Fault("home:Kind").ShouldContain("HomeAssistant");
        Fault("attic:Url").ShouldContain("http://");
        Fault("cellar:Token").ShouldContain("long-lived access token");
        Fault("shed:Tokn").ShouldContain("Token");
        _faults.ToString().ShouldNotContain(Token);
    }

    [Fact]
    public void ReadAll_GoodEntry_IsReadAndPrintsNoToken()
    {
        var options = Read(("home:Kind", "homeassistant"), ("home:Url", "http://hub:8123"), ("home:Token", Token)).Single();

        _faults.Any.ShouldBeFalse(_faults.ToString());
        options.Enabled.ShouldBeTrue();
        options.Token!.Reveal().ShouldBe(Token);
        options.ToString().ShouldNotContain(Token);
    }

    [Fact]
    public void ReadAll_DisabledEntry_NeedsNoToken()
    {
        Read(("home:Kind", "HomeAssistant"), ("home:Url", "http://hub"), ("home:Enabled", "false")).Single().Enabled.ShouldBeFalse();

        _faults.Any.ShouldBeFalse(_faults.ToString());
    }

    [Theory]
    [InlineData("home:Token", "other")]
    [InlineData("home:Tls:Fingerprint", "sha256:0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("home:Commands:Burst", "1")]
    public void ReadAll_AnythingInTheEntryChanged_HasAnotherFingerprint(string key, string value)
    {
        (string, string)[] entry = [("home:Kind", "HomeAssistant"), ("home:Url", "http://hub"), ("home:Token", Token)];
        var first = Read(entry).Single().Fingerprint;

        Read([.. entry, ("other:Kind", "HomeAssistant"), ("other:Url", "http://x"), ("other:Token", "x")])[0].Fingerprint.ShouldBe(first);
        Read([.. entry, (key, value)]).Single().Fingerprint.ShouldNotBe(first, StringComparer.Ordinal);
    }

    [Fact]
    public void Secret_Printed_IsStars()
    {
        var secret = new Secret(Token);

        $"{secret}".ShouldBe("***");
        JsonSerializer.Serialize(secret).ShouldBe("{}");
        secret.ShouldBe(new Secret(Token));
    }

    [Fact]
    public void ReadAll_CommandLimits_AreTheHubsOwnOrThoseOfAll()
    {
        var hubs = Read(
            ("../Commands:PerSecond", "5"), ("../Commands:Timeout", "00:00:03"),
            ("home:Kind", "HomeAssistant"), ("home:Url", "http://hub"), ("home:Token", Token), ("home:Commands:PerSecond", "1"), ("home:Commands:Burst", "2"),
            ("shed:Kind", "HomeAssistant"), ("shed:Url", "http://hub"), ("shed:Token", Token));

        _faults.Any.ShouldBeFalse(_faults.ToString());
        hubs[0].Commands.ShouldBe(new CommandOptions(TimeSpan.FromSeconds(3), 1, 2));
        hubs[1].Commands.ShouldBe(new CommandOptions(TimeSpan.FromSeconds(3), 5, 40));
    }

    [Theory]
    [InlineData("HomeAssistant", "home:Tls", "sha256:00", "Fingerprint")]
    [InlineData("HomeAssistant", "home:Commands", "50", "PerSecond")]
    [InlineData("HomeAssistant", "home:HomeAssistant", "4711", "PingAfter")]
    [InlineData("SocketIO", "home:SocketIO:Query", "room=1", "name")]
    [InlineData("HomeAssistant", "../Commands", "50", "PerSecond")]
    public void ReadAll_ATextWhereASectionBelongs_IsReported(string kind, string key, string value, string wanted)
    {
        Read(("home:Kind", kind), ("home:Url", "http://hub"), ("home:Token", Token), (key, value));

        _faults.All.ShouldHaveSingleItem().ShouldContain(" is a text where ");
        _faults.All[0].ShouldContain(wanted);
        _faults.All[0].ShouldNotContain(value);
    }

    [Theory]
    [InlineData("PerSecond", "0", "from 1 to 100000")]
    [InlineData("Burst", "many", "from 1 to 100000")]
    [InlineData("Timeout", "00:06:00", "00:05:00")]
    [InlineData("Rate", "1", "PerSecond")]
    public void ReadAll_CommandLimitsOfAHubWrong_AreReportedByKey(string key, string value, string allowed)
    {
        Read(("home:Kind", "HomeAssistant"), ("home:Url", "http://hub"), ("home:Token", Token), ($"home:Commands:{key}", value));

        Fault($"home:Commands:{key}").ShouldContain(allowed);
    }

    private string Fault(string key) => _faults.All.Single(fault => fault.StartsWith($"Gateway:Hubs:{key}: ", StringComparison.Ordinal));

    private IReadOnlyList<UpstreamOptions> Read(params (string Key, string Value)[] values) =>
        UpstreamOptions.ReadAll(
            new ConfigurationBuilder()
                .AddInMemoryCollection(values.GroupBy(static row => row.Key, StringComparer.Ordinal).Select(static rows => KeyValuePair.Create($"Gateway:Hubs:{rows.Key}".Replace("Hubs:../", "", StringComparison.Ordinal), (string?)rows.Last().Value)))
                .Build(),
            _faults);
}
