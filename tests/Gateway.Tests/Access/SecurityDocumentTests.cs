using Gateway.Access;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Access;

/// <summary>docs/security.md against what there is.</summary>
public sealed class SecurityDocumentTests
{
    private static readonly string Document = File.ReadAllText(Path.Combine(GatewayHost.Top, "docs", "security.md"));

    [Fact]
    public void Promises_NameTestsThatExist()
    {
        var rows = Document.Split('\n').Where(static line => line.StartsWith("| ", StringComparison.Ordinal) && line.Contains("Tests", StringComparison.Ordinal)).ToArray();
        rows.Length.ShouldBeGreaterThan(15);
        foreach (var row in rows)
        {
            var type = "";
            foreach (var name in row.Split('|')[2].Split('`').Where(static (_, index) => index % 2 == 1))
            {
                // A second test of the same class is given without it.
                var parts = name.TrimEnd('…').Split('.');
                type = parts[0].EndsWith('_') ? type : parts[0];
                var method = parts[0].EndsWith('_') ? parts[0] : parts.ElementAtOrDefault(1) ?? "";
                typeof(SecurityDocumentTests).Assembly.GetTypes().Where(known => known.Name.Equals(type, StringComparison.Ordinal))
                    .SelectMany(static known => known.GetMethods()).ShouldContain(known => known.Name.StartsWith(method), name);
            }
        }
    }

    [Fact]
    public void Scopes_AsPrinted_AreScopes()
    {
        var given = Document.Split("--scope '").Skip(1).Select(static rest => rest.Split('\'')[0]).ToArray();

        given.Length.ShouldBeGreaterThan(1);
        given.Where(static text => !Scope.TryParse(text, out _, out _)).ShouldBeEmpty();
    }

    [Fact]
    public void Documentation_OfNginx_IsWhatTheTestsRun()
    {
        var block = Document.Split("```nginx\n")[1].Split("```")[0].Split('\n');
        var run = File.ReadAllLines(Path.Combine(GatewayHost.Top, "tests", "Gateway.Tests", "Clients", "NginxProxy.cs")).Select(static line => line.Trim()).ToArray();

        var lines = block.Select(static line => line.Trim()).Where(static line => line.Length > 0 && !line.StartsWith("proxy_pass", StringComparison.Ordinal)).ToArray();

        lines.Length.ShouldBeGreaterThan(10);
        lines.Except(run, StringComparer.Ordinal).ShouldBeEmpty();
    }
}
