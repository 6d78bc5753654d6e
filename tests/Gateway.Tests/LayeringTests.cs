using Gateway.Tests.Fakes;

namespace Gateway.Tests;

/// <summary>The architecture's arrows as data. A new arrow fails here, also one inside a method's body; change the table only with the architecture.</summary>
public sealed class LayeringTests
{
    private const string Kind = "Gateway.Upstreams.<Kind>";
    private static readonly string[] Core = ["Gateway.Events", "Gateway.Subscriptions", "Gateway.Delivery", "Gateway.Commands"];

    /// <summary>Who may know whom. Nobody needs an arrow to itself; everyone may know Diagnostics.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Gateway.Configuration"] = [],
        ["Gateway.Diagnostics"] = [],
        ["Gateway.Events"] = ["Gateway.Configuration"],
        ["Gateway.Subscriptions"] = ["Gateway.Events", "Gateway.Configuration"],
        ["Gateway.Delivery"] = ["Gateway.Events", "Gateway.Configuration"],
        ["Gateway.Commands"] = ["Gateway.Events", "Gateway.Configuration"],
        ["Gateway.Access"] = ["Gateway.Events", "Gateway.Configuration"],
        ["Gateway.Settings"] = ["Gateway.Configuration"],
        ["Gateway.Discovery"] = ["Gateway.Configuration"],
        ["Gateway.Api"] = [.. Core, "Gateway.Access", "Gateway.Discovery", "Gateway.Settings", "Gateway.Configuration"],
        ["Gateway.Upstreams"] = [.. Core, "Gateway.Settings", "Gateway.Configuration", "Gateway.Upstreams.Transports", "Gateway.Upstreams.SocketIO", "Gateway.Upstreams.Recording", Kind],
        ["Gateway.Diagnosis"] = [.. Core, "Gateway.Access", "Gateway.Settings", "Gateway.Upstreams", "Gateway.Upstreams.Transports", "Gateway.Upstreams.Recording", Kind, "Gateway.Configuration"],
        ["Gateway.Upstreams.Recording"] = ["Gateway.Upstreams", "Gateway.Upstreams.Transports", "Gateway.Upstreams.SocketIO", Kind, "Gateway.Configuration"],
        ["Gateway.Upstreams.Transports"] = ["Gateway.Upstreams", "Gateway.Configuration"],
        ["Gateway.Upstreams.SocketIO"] = [.. Core, "Gateway.Upstreams", "Gateway.Upstreams.Transports", "Gateway.Configuration"],
        [Kind] = [.. Core, "Gateway.Upstreams", "Gateway.Upstreams.Transports", "Gateway.Upstreams.SocketIO", "Gateway.Configuration"],
    };

    /// <summary>Where the program is put together.</summary>
    private static readonly string[] Anything = ["", "Gateway.Demo"];

    private static readonly IReadOnlyList<Arrow> Arrows = AssemblyArrows.Read(typeof(Gateway.Events.HubEvent).Assembly);

    [Fact]
    public void Arrows_OfTheGateway_AreAllAllowed() =>
        Arrows.Where(static arrow => !IsAllowed(arrow.From, arrow.To)).Select(static arrow => arrow.ToString()).Distinct(StringComparer.Ordinal).ShouldBeEmpty();

    [Fact]
    public void Arrows_OfTheCore_DoNotReachSignalR() =>
        Arrows.Where(static arrow => Core.Contains(arrow.From, StringComparer.Ordinal) && arrow.To.StartsWith("Microsoft.AspNetCore.SignalR", StringComparison.Ordinal))
            .ShouldBeEmpty();

    [Fact]
    public void Arrows_ThatAreThere_AreSeen()
    {
        // Without these the test above would pass on an empty list.
        string[] known =
        [
            "Gateway.Subscriptions -> Gateway.Events", "Gateway.Delivery -> Gateway.Configuration", "Gateway.Api -> Gateway.Delivery",
            "Gateway.Upstreams -> Gateway.Upstreams.HomeAssistant", "Gateway.Upstreams.HomeAssistant -> Gateway.Upstreams.Transports",
            "Gateway.Api -> Microsoft.AspNetCore.SignalR", " -> Gateway.Api",
        ];
        known.Except(Arrows.Select(static arrow => $"{arrow.From} -> {arrow.To}"), StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void Folders_OfTheGateway_AreAllInTheTable() =>
        Arrows.Select(static arrow => arrow.From).Where(static from => from.StartsWith("Gateway", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal).Where(static from => !Anything.Contains(from, StringComparer.Ordinal) && !Allowed.ContainsKey(Row(from))).ShouldBeEmpty();

    [Theory]
    [InlineData("Body")]
    [InlineData("Field")]
    [InlineData("Signature")]
    [InlineData("Generic")]
    [InlineData("TypeOf")]
    [InlineData("Base")]
    [InlineData("Attribute")]
    [InlineData("Lambda")]
    public void Read_WrongArrow_IsSeenWhereverItHides(string place) =>
        AssemblyArrows.Read(typeof(LayeringTests).Assembly)
            .ShouldContain(arrow => arrow.From == $"Gateway.Samples.By{place}" && arrow.To == "Gateway.Samples.Target");

    [Theory]
    [InlineData("Gateway.Events", "Gateway.Subscriptions")]
    [InlineData("Gateway.Events", "Gateway.Upstreams.HomeAssistant")]
    [InlineData("Gateway.Subscriptions", "Gateway.Delivery")]
    [InlineData("Gateway.Delivery", "Gateway.Subscriptions")]
    [InlineData("Gateway.Commands", "Gateway.Upstreams")]
    [InlineData("Gateway.Delivery", "Gateway.Api")]
    [InlineData("Gateway.Configuration", "Gateway.Events")]
    [InlineData("Gateway.Upstreams", "Gateway.Api")]
    [InlineData("Gateway.Api", "Gateway.Upstreams")]
    [InlineData("Gateway.Api", "Gateway.Upstreams.Homey")]
    [InlineData("Gateway.Api", "Gateway.Diagnosis")]
    [InlineData("Gateway.Upstreams", "Gateway.Diagnosis")]
    [InlineData("Gateway.Discovery", "Gateway.Upstreams")]
    [InlineData("Gateway.Upstreams.Homey", "Gateway.Upstreams.Deconz")]
    [InlineData("Gateway.Upstreams.HomeAssistant", "Gateway.Api")]
    [InlineData("Gateway.Upstreams.Transports", "Gateway.Upstreams.Homey")]
    [InlineData("Gateway.Upstreams.SocketIO", "Gateway.Upstreams.Pryv")]
    [InlineData("Gateway.Upstreams.Transports", "Gateway.Upstreams.Recording")]
    [InlineData("Gateway.Upstreams.Homey", "Gateway.Upstreams.Recording")]
    [InlineData("Gateway.Settings", "Gateway.Upstreams")]
    [InlineData("Gateway.Upstreams", "Gateway.Demo")]
    [InlineData("Gateway.Api", "Gateway.DemoHubs.HomeAssistant")]
    public void IsAllowed_ForbiddenArrow_IsNot(string from, string to) => IsAllowed(from, to).ShouldBeFalse();

    [Theory]
    [InlineData("Gateway.Upstreams.Homey", "Gateway.Upstreams.SocketIO")]
    [InlineData("Gateway.Upstreams.Homey.Wire", "Gateway.Upstreams.Homey")]
    [InlineData("Gateway.Upstreams.Homey", "Gateway.Diagnostics")]
    [InlineData("Gateway.Demo", "Gateway.DemoHubs.HomeAssistant")]
    [InlineData("Gateway.Api", "Gateway.Access")]
    public void IsAllowed_ArrowOfTheTable_Is(string from, string to) => IsAllowed(from, to).ShouldBeTrue();

    [Fact]
    public void Files_OfTheRepository_HaveAtMostThreeHundredLines()
    {
        // A language's texts are a table: one file for each, however many there are.
        string[] tables = ["wwwroot/app/text/en.js", "wwwroot/app/text/de.js"];
        var files = SourceTree.Files(["src", "tests", "wwwroot"], ".cs", ".js", ".css").Except(tables, StringComparer.Ordinal).ToArray();

        files.Length.ShouldBeGreaterThan(100);
        files.Select(static file => (File: file, Lines: SourceTree.Read(file).TrimEnd('\n').Split('\n').Length)).Where(static row => row.Lines > 300).ShouldBeEmpty();
    }

    [Fact]
    public void Sources_OfTheGateway_StartNoWorkInTheThreadPool() =>
        SourceTree.Files(["src"], ".cs").Where(static file => SourceTree.Read(file).Contains("Task.Run(", StringComparison.Ordinal)).ShouldBeEmpty();

    private static bool IsAllowed(string from, string to)
    {
        var isInside = string.Equals(Folder(from), Folder(to), StringComparison.Ordinal) || string.Equals(to, "Gateway.Diagnostics", StringComparison.Ordinal);
        return isInside
            || !to.StartsWith("Gateway", StringComparison.Ordinal)
            || !from.StartsWith("Gateway", StringComparison.Ordinal)
            || Anything.Contains(from, StringComparer.Ordinal)
            || (Allowed.TryGetValue(Row(from), out var targets) && targets.Contains(Row(to), StringComparer.Ordinal));
    }

    /// <summary>The folder that a namespace belongs to: what is below it counts to it.</summary>
    private static string Folder(string name)
    {
        var parts = name.Split('.');
        return string.Join('.', parts.Take(parts is [_, "Upstreams", ..] ? 3 : 2));
    }

    /// <summary>The folder's row in the table; every kind has the same.</summary>
    private static string Row(string name) => Folder(name).Split('.') is [_, "Upstreams", not "Transports" and not "SocketIO" and not "Recording"] ? Kind : Folder(name);
}
