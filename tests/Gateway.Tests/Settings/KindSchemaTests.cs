using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.Configuration;
using Gateway.Tests.Contract;
using Gateway.Upstreams;
using Microsoft.Extensions.Configuration;

namespace Gateway.Tests.Settings;

/// <summary>What a form shows against what is read: each key that a reader knows is listed, each listed one is read, and its default is the reader's.</summary>
public sealed partial class KindSchemaTests : IDisposable
{
    private static readonly UpstreamKinds Schemas = new(new ConfigurationBuilder().Build());

    private readonly SettingsFolder _folder = new();

    public static TheoryData<string> Kinds => ContractHubs.Kinds;

    [Fact]
    public void Kinds_AreAllListed() => Schemas.All.Select(static kind => kind.Kind).ShouldBe(Enum.GetNames<UpstreamKind>());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Options_AreThoseThatTheReadersKnow(string kind)
    {
        var listed = Of(kind).Options.Select(static option => option.Name).ToArray();

        // A reader names what it knows where it is given what it does not.
        var sections = listed.Select(static name => name.Contains(':', StringComparison.Ordinal) ? name[..(name.LastIndexOf(':') + 1)] : "").Distinct(StringComparer.Ordinal).ToArray();
        var known = Read(kind, sections.ToDictionary(static section => section + "Nonsense", static _ => "x", StringComparer.Ordinal))
            .Select(static fault => Unknown().Match(fault)).Where(static match => match.Success)
            .SelectMany(static match => match.Groups["allowed"].Value.Split(", ").Select(name => match.Groups["section"].Value + name)).ToArray();

        // Sections stand for what is in them.
        known.Except(["Kind"], StringComparer.Ordinal).Where(name => !Array.Exists(sections, section => string.Equals(section, name + ":", StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal).ShouldBe(listed.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Defaults_AreTaken_AndAllowedValuesToo(string kind)
    {
        var faults = new List<string>();
        foreach (var option in Of(kind).Options)
        {
            string[] values = option.Default is { } fallback ? [.. option.Allowed ?? [], $"{fallback}"] : [.. option.Allowed ?? []];
            faults.AddRange(values.SelectMany(value => Read(kind, new Dictionary<string, string>(StringComparer.Ordinal) { [option.Name] = value })).Where(fault => fault.Contains($":{option.Name}:", StringComparison.Ordinal)));
        }

        faults.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Types_AreAsTheReadersTakeThem(string kind)
    {
        foreach (var option in Of(kind).Options)
        {
            var wrong = option.Type switch
            {
                OptionType.Flag => "perhaps",
                OptionType.Number => "many",
                OptionType.Duration => "soon",
                OptionType.Choice => "neither",
                OptionType.Url => "nowhere",
                _ => null,
            };
            if (wrong is not null)
            {
                var name = option.List ? $"{option.Name}:0" : option.Name;
                Read(kind, new Dictionary<string, string>(StringComparer.Ordinal) { [name] = wrong }).ShouldContain(fault => fault.Contains($":{option.Name}", StringComparison.Ordinal), option.Name);
            }

            option.Help.ShouldNotBeNullOrWhiteSpace();
            (option.Allowed is not null).ShouldBe(option.Type == OptionType.Choice, option.Name);
        }
    }

    [Fact]
    public async Task Kinds_OnTheWire_AreAsDescribed()
    {
        await using var host = SettingsHost.Start(_folder.Place);
        var (status, body) = await host.SendAsync(HttpMethod.Get, "/api/kinds");

        status.ShouldBe(HttpStatusCode.OK);
        var deconz = body!.AsArray().Single(static kind => kind!["kind"]!.GetValue<string>() is "Deconz")!;
        deconz["pairs"]!.GetValue<bool>().ShouldBeTrue();
        deconz["credential"]!["option"]!.GetValue<string>().ShouldBe("Token");
        deconz["credential"]!["steps"]!.AsArray().Count.ShouldBeGreaterThan(1);
        deconz["options"]![0]!.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }).ShouldBe(
            """{"name":"Url","type":"url","label":"Address","help":"Where the gateway reaches the hub, such as http://192.168.1.202.","required":true,"advanced":false,"secret":false,"list":false}""");
        body.AsArray().Single(static kind => kind!["kind"]!.GetValue<string>() is "SocketIO")!["credential"].ShouldBeNull();
        body.AsArray().SelectMany(static kind => kind!["options"]!.AsArray()).Where(static option => option!["type"]!.GetValue<string>() is "flag")
            .ShouldAllBe(static option => option!["default"]!.GetValueKind() == JsonValueKind.True || option["default"]!.GetValueKind() == JsonValueKind.False);
    }

    public void Dispose() => _folder.Dispose();

    private static KindSchema Of(string kind) => Schemas.All.Single(known => string.Equals(known.Kind, kind, StringComparison.Ordinal));

    private static IReadOnlyList<string> Read(string kind, IReadOnlyDictionary<string, string> options)
    {
        var rows = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase) { ["Gateway:Hubs:hub:Kind"] = kind, ["Gateway:Hubs:hub:Url"] = "http://hub.example/user", ["Gateway:Hubs:hub:Token"] = "x" };
        foreach (var (name, value) in options)
        {
            rows[$"Gateway:Hubs:hub:{name}"] = value;
        }

        var faults = new ConfigurationFaults();
        UpstreamOptions.ReadAll(new ConfigurationBuilder().AddInMemoryCollection(rows).Build(), faults);
        return faults.All;
    }

    [GeneratedRegex("^Gateway:Hubs:hub:(?<section>.*)Nonsense: is not known; allowed here are (?<allowed>.*)\\.$", RegexOptions.NonBacktracking)]
    private static partial Regex Unknown();
}
