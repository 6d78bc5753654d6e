using System.Text.Json;
using Gateway.Tests.EndToEnd;
using Microsoft.Playwright;

namespace Gateway.Tests.Browser;

/// <summary>axe-core, which looks at a page as people do who cannot see it, or see it badly. From npm, for tests only.</summary>
internal static class Axe
{
    private const string Run =
        """
        async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
          .filter(violation => violation.impact === 'serious' || violation.impact === 'critical')
          .flatMap(violation => violation.nodes.map(node => `${violation.impact} ${violation.id}: ${node.html.slice(0, 200)} ${node.failureSummary}`))
        """;

    private static readonly string Source = File.ReadAllText(Path.Combine(GatewayHost.Top, "node_modules", "axe-core", "axe.min.js"));

    /// <summary>What stands in the way of people, as it is now; only what axe calls serious or critical.</summary>
    public static async Task<IReadOnlyList<string>> FaultsAsync(IPage page)
    {
        await page.EvaluateAsync(Source);
        var faults = await page.EvaluateAsync(Run);
        return faults is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(static fault => fault.GetString()!)] : ["axe gave no answer"];
    }
}
