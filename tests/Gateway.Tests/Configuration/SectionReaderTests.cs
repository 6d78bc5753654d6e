using Gateway.Configuration;
using Gateway.Events;
using Microsoft.Extensions.Configuration;

namespace Gateway.Tests.Configuration;

public sealed class SectionReaderTests
{
    private readonly ConfigurationFaults _faults = new();

    [Theory]
    [InlineData("10", 10)]
    [InlineData(null, 5)]
    [InlineData(" ", 5)]
    public void Number_GoodOrAbsent_IsRead(string? text, int expected)
    {
        Read(text).Number("Key", 5, 0, 10).ShouldBe(expected);
        _faults.Any.ShouldBeFalse();
    }

    [Theory]
    [InlineData("11")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("1,000")]
    [InlineData("ten")]
    [InlineData("99999999999")]
    public void Number_Bad_IsAFaultWithTheBounds(string text)
    {
        Read(text).Number("Key", 5, 0, 10).ShouldBe(5);
        _faults.All.ShouldBe([$"Top:Key: '{text}' is not a whole number from 0 to 10."]);
    }

    [Theory]
    [InlineData("00:00:05", 5)]
    [InlineData("0:00:05", 5)]
    [InlineData("01:00:00", 3600)]
    [InlineData("1.00:00:00", 86_400)]
    [InlineData(null, 7)]
    public void Duration_GoodOrAbsent_IsRead(string? text, double seconds)
    {
        Read(text).Duration("Key", TimeSpan.FromSeconds(7), TimeSpan.Zero, TimeSpan.FromDays(1)).ShouldBe(TimeSpan.FromSeconds(seconds));
        _faults.Any.ShouldBeFalse();
    }

    [Theory]
    [InlineData("5")]
    [InlineData("5s")]
    [InlineData("00:00:61")]
    [InlineData("-00:00:01")]
    [InlineData("2.00:00:00")]
    public void Duration_Bad_IsAFaultWithAnExample(string text)
    {
        Read(text).Duration("Key", TimeSpan.FromSeconds(7), TimeSpan.Zero, TimeSpan.FromDays(1)).ShouldBe(TimeSpan.FromSeconds(7));
        _faults.All.Single().ShouldStartWith($"Top:Key: '{text}' is not a time from 00:00:00 to 1.00:00:00");
    }

    [Theory]
    [InlineData("true", true, 0)]
    [InlineData("False", false, 0)]
    [InlineData(null, true, 0)]
    [InlineData("yes", true, 1)]
    [InlineData("0", true, 1)]
    public void Flag_AnyText_IsReadOrAFault(string? text, bool expected, int faults)
    {
        Read(text).Flag("Key", fallback: true).ShouldBe(expected);
        _faults.All.Count.ShouldBe(faults);
    }

    [Theory]
    [InlineData("Value", Retention.Value)]
    [InlineData("removed", Retention.Removed)]
    public void Choice_Name_IsRead(string text, object expected)
    {
        Read(text).Choice<Retention>("Key", null).ShouldBe(expected);
        _faults.Any.ShouldBeFalse();
    }

    [Theory]
    [InlineData("Other")]
    [InlineData("1")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("Value,Removed")]
    public void Choice_NoName_IsAFaultWithTheNames(string text)
    {
        Read(text).Choice<Retention>("Key", Retention.None).ShouldBe(Retention.None);
        _faults.All.ShouldBe([$"Top:Key: '{text}' is none of None, Value, Removed."]);
    }

    [Fact]
    public void Choice_Absent_IsTheFallbackOrAFault()
    {
        Read(null).Choice<Retention>("Key", Retention.Value).ShouldBe(Retention.Value);
        _faults.Any.ShouldBeFalse();
        Read(null).Choice<Retention>("Key", null);
        _faults.All.ShouldBe(["Top:Key: is missing; allowed are None, Value, Removed."]);
    }

    [Theory]
    [InlineData("http://homeassistant.local:8123")]
    [InlineData("https://hub.example/path")]
    public void HttpUrl_Good_IsRead(string text)
    {
        Read(text).HttpUrl("Key").ShouldBe(new Uri(text));
        _faults.Any.ShouldBeFalse();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("homeassistant.local:8123")]
    [InlineData("ws://hub?token=hunter2")]
    [InlineData("ftp://me:hunter2@hub")]
    [InlineData("http://me:hunter2@hub")]
    [InlineData("http://hub/?access_token=hunter2")]
    [InlineData("http://hub:port/hunter2")]
    [InlineData("http://")]
    [InlineData("eyJhbGciOi.hunter2.x-_y")]
    public void HttpUrl_Bad_IsAFaultThatShowsNoCredentials(string? text)
    {
        Read(text).HttpUrl("Key").ShouldBeNull();
        _faults.All.Single().ShouldStartWith("Top:Key: ");
        _faults.All.Single().ShouldNotContain("hunter2");
    }

    [Fact]
    public void Section_ATextInItsPlace_IsAFaultThatSaysWhatBelongsThereAndShowsNothing()
    {
        var section = Read("sha256:hunter2").Section("Key");
        section.Text("Inner");
        section.RefuseUnknown();

        _faults.All.ShouldBe(["Top:Key: is a text where a section with any of Inner belongs."]);
    }

    [Fact]
    public void Map_ATextInItsPlace_IsAFault()
    {
        Read("room=1").Map("Key").ShouldBeEmpty();

        _faults.All.ShouldBe(["Top:Key: is a text where a section of names with a text each, such as { \"name\": \"text\" } belongs."]);
    }

    [Fact]
    public void Texts_ATextInItsPlace_IsAFault()
    {
        Read("x").Texts("Key").ShouldBeEmpty();

        _faults.All.ShouldBe(["Top:Key: is a text where a list of texts, such as [ \"a\", \"b\" ] belongs."]);
    }

    [Fact]
    public void Texts_ASectionAmongThem_IsAFault()
    {
        new SectionReader(Section(("Top:Key:0", "a"), ("Top:Key:1:Inner", "b")), _faults).Texts("Key").ShouldBe(["a"]);

        _faults.All.ShouldBe(["Top:Key:1: must be a text, not a section."]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void Section_Empty_IsNoFault(string? text)
    {
        Read(text).Section("Key").RefuseUnknown();
        Read(text).Map("Key").ShouldBeEmpty();
        Read(text).Texts("Key").ShouldBeEmpty();

        _faults.Any.ShouldBeFalse();
    }

    [Fact]
    public void RefuseUnknown_KeysNobodyReads_AreFaultsAllAtOnce()
    {
        var reader = new SectionReader(Section(("Top:known", "1"), ("Top:Later", "1"), ("Top:Typo", "1"), ("Top:Nested:Inner", "1"), ("Top:Deep:A", "1")), _faults);
        reader.Number("Known", 0, 0, 1);
        reader.Section("Deep");
        reader.RefuseUnknown("Later");

        _faults.All.ShouldBe(
        [
            "Top:Nested: is not known; allowed here are Deep, Known, Later.",
            "Top:Typo: is not known; allowed here are Deep, Known, Later.",
        ], ignoreOrder: true);
    }

    [Fact]
    public void ToString_SeveralFaults_ListsEachOnce()
    {
        _faults.Add("A", "is wrong.");
        _faults.ToString().ShouldBe($"The configuration has 1 mistake:{Environment.NewLine}  - A: is wrong.");
        _faults.Add("A", "is wrong.");
        _faults.Add("B", "is missing.");
        _faults.ToString().ShouldBe($"The configuration has 2 mistakes:{Environment.NewLine}  - A: is wrong.{Environment.NewLine}  - B: is missing.");
    }

    private static IConfigurationSection Section(params (string Key, string? Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(static row => KeyValuePair.Create(row.Key, row.Value))).Build().GetSection("Top");

    private SectionReader Read(string? text) => new(Section(("Top:Key", text)), _faults);
}
