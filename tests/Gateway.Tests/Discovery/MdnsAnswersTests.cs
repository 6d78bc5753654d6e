using Gateway.Discovery;

namespace Gateway.Tests.Discovery;

public sealed class MdnsAnswersTests
{
    private const string Service = MdnsAnswers.HomeAssistantService;

    /// <summary>An address by its letters, but too long a name once it is written as DNS has it.</summary>
    private const string LongLabel = "http://\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4.local";

    private readonly MdnsAnswers _answers = new();

    [Fact]
    public void Next_First_AsksForHomeAssistantAndForAllServices() =>
        _answers.Next().ShouldBe([new DnsQuestion(Service, DnsType.Ptr), new DnsQuestion(MdnsAnswers.AllServices, DnsType.Ptr)]);

    [Fact]
    public void Next_AfterAnAnswer_AsksForWhatItLeftOut_Once()
    {
        _answers.Next();
        Take(new DnsBytes(1).Pointer(Service, "Home").Pointer(MdnsAnswers.AllServices, "_http"));
        _answers.Next().ShouldBe([new DnsQuestion($"Home.{Service}", DnsType.Txt), new DnsQuestion($"Home.{Service}", DnsType.Srv), new DnsQuestion($"_http.{MdnsAnswers.AllServices}", DnsType.Ptr)]);

        Take(new DnsBytes(1).Service("Home", Service, 8123, "ha.local").Texts("Home", Service, "version=1"));
        _answers.Next().ShouldBe([new DnsQuestion("ha.local", DnsType.A)]);
        _answers.Next().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("http://192.168.1.20:8123", "http://ha.example:8123", "http://192.168.1.20:8123/")]
    [InlineData("", "https://ha.example", "https://ha.example/")]
    [InlineData("http://user:secret@ha.local:8123", "", "http://10.0.0.1:8123/")]
    [InlineData("javascript:alert(1)", "file:///etc/passwd", "http://10.0.0.1:8123/")]
    [InlineData("http://ha.local:8123/?token=x", "http://ha.local:8123/#x", "http://10.0.0.1:8123/")]
    [InlineData("http://a\u2100.local:8123", "http://h\u00E4.local", "http://10.0.0.1:8123/")] // no name that DNS could know
    [InlineData(LongLabel, "", "http://10.0.0.1:8123/")]
    public void Findings_OfHomeAssistant_HaveItsOwnWordOrItsAddress(string internalUrl, string baseUrl, string expected)
    {
        Take(new DnsBytes(1).Pointer(Service, "Home").Service("Home", Service, 8123, "ha.local").Address("ha.local", "10.0.0.1")
            .Texts("Home", Service, "location_name=Anna's \u0007house", $"internal_url={internalUrl}", $"base_url={baseUrl}", "version=2026.11.1"));

        var found = _answers.Findings().ShouldHaveSingleItem();

        (found.Kind, found.Name, found.By, found.Version).ShouldBe(("HomeAssistant", "Anna's  house", "mdns", "2026.11.1"));
        found.Url.ToString().ShouldBe(expected);
        found.Places.Take(2).ShouldBe(["ha.local:8123", "10.0.0.1:8123"]);
    }

    [Theory]
    [InlineData("homey-5f1a\u212A.local")] // the sign for Kelvin, which is a k to whoever ignores case
    [InlineData("homey-5f1a.local\n")]
    public void Findings_OfAHostThatOnlyLooksLikeAHomey_AreNone(string host)
    {
        Take(new DnsBytes(1).Service("Whatever", "_anything._tcp.local", 80, host));
        _answers.Findings().ShouldBeEmpty();
    }

    [Fact]
    public void Findings_OfAHomeAssistantWithoutAnyAddress_AreNone()
    {
        Take(new DnsBytes(1).Pointer(Service, "Home").Texts("Home", Service, "version=1"));
        _answers.Findings().ShouldBeEmpty();
    }

    [Fact]
    public void Findings_OfAHomey_AreKnownByItsHostWhateverTheService()
    {
        Take(new DnsBytes(1).Service("Whatever", "_anything._tcp.local", 4859, "Homey-5f1a2b3c4d5e6f7a8b9c0d1e.local").Address("homey-5f1a2b3c4d5e6f7a8b9c0d1e.local", "192.168.1.100")
            .Service("Other", "_other._tcp.local", 80, "homey-5f1a2b3c4d5e6f7a8b9c0d1e.local").Service("Printer", "_ipp._tcp.local", 631, "not-a-homey-at-all.local"));

        var found = _answers.Findings().ShouldHaveSingleItem();

        (found.Kind, found.Url.ToString(), found.By).ShouldBe(("Homey", "http://192.168.1.100/", "mdns"));
        found.Places.ShouldBe(["homey-5f1a2b3c4d5e6f7a8b9c0d1e.local:80", "192.168.1.100:80"]);
    }

    [Fact]
    public void Take_Flood_StaysBounded()
    {
        for (var message = 0; message < 100; message++)
        {
            var bytes = new DnsBytes(1);
            for (var record = 0; record < 50; record++)
            {
                bytes.Pointer(MdnsAnswers.AllServices, $"_{message}-{record}").Pointer(Service, $"{message}-{record}");
            }

            Take(bytes);
        }

        var asked = 0;
        while (_answers.Next() is { Count: > 0 } questions)
        {
            asked += questions.Count;
        }

        asked.ShouldBeLessThan(2 * MdnsAnswers.MaxRecords);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.251")]
    [InlineData("255.255.255.255")]
    public void Take_AddressThatNobodyHas_IsLetGo(string address)
    {
        Take(new DnsBytes(1).Pointer(Service, "Home").Service("Home", Service, 8123, "ha.local").Address("ha.local", address));
        _answers.Findings().ShouldBeEmpty();
    }

    private void Take(DnsBytes bytes)
    {
        DnsMessage.TryRead(bytes.ToArray(), out var message).ShouldBeTrue();
        _answers.Take(message);
    }
}
