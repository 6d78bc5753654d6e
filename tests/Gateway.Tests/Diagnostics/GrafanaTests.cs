using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Diagnostics;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Diagnostics;

/// <summary>The dashboard in <c>deploy/grafana.json</c> asks for what there is.</summary>
public sealed partial class GrafanaTests
{
    private static readonly string[] HistogramEndings = ["_bucket", "_sum", "_count"];

    private static JsonNode Dashboard => JsonNode.Parse(File.ReadAllText(Path.Combine(GatewayHost.Top, "deploy", "grafana.json")))!;

    /// <summary>Each name whole: one may be the beginning of another.</summary>
    private static HashSet<string> Asked => Queries.SelectMany(static query => Names().Matches(query).Select(static match => match.Value)).ToHashSet(StringComparer.Ordinal);

    private static string[] Queries => [.. Dashboard["panels"]!.AsArray().SelectMany(static panel => panel!["targets"]?.AsArray() ?? []).Select(static target => target!["expr"]!.GetValue<string>())];

    [Fact]
    public async Task Dashboard_EveryNameInIt_IsAnInstrument()
    {
        await using var host = await GatewayHost.StartAsync();
        var known = Instruments(host).SelectMany(static name => HistogramEndings.Select(ending => name + ending).Append(name)).ToHashSet(StringComparer.Ordinal);

        Asked.Count.ShouldBeGreaterThan(25);
        Asked.Where(name => !known.Contains(name)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Dashboard_EveryInstrumentOfOurs_IsInIt()
    {
        await using var host = await GatewayHost.StartAsync();
        var asked = Asked;

        // The same as a rate over the counter of events.
        string[] leftOut = ["gateway_hub_events_rate"];
        Instruments(host).Where(static name => name.StartsWith("gateway_", StringComparison.Ordinal))
            .Where(name => !HistogramEndings.Append("").Any(ending => asked.Contains(name + ending))).ShouldBe(leftOut);
    }

    [Fact]
    public async Task Instruments_OfOurs_AllHaveADescription()
    {
        await using var host = await GatewayHost.StartAsync();

        host.Service<MetricsCollector>().Collect().Where(static reading => string.IsNullOrWhiteSpace(reading.Instrument.Description)).Select(static reading => reading.Instrument.Name).ShouldBeEmpty();
    }

    private static string[] Instruments(GatewayHost host) => [.. host.Service<MetricsCollector>().Collect().Select(static reading => PrometheusText.NameOf(reading.Instrument))];

    [GeneratedRegex("(gateway|dotnet|process)_[a-z_]+", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Names();
}
