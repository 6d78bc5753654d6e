using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Clients;

/// <summary>A program as a document prints it; only the gateway's address is another.</summary>
internal static class PrintedBlock
{
    private const string PrintedUrl = "http://127.0.0.1:5280";

    /// <summary>The first fenced block of that language that has the text in it.</summary>
    public static string Of(string document, string language, Uri url, string with = "") =>
        File.ReadAllText(Path.Combine(GatewayHost.Top, document)).Split($"```{language}\n").Skip(1)
            .Select(static rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)])
            .First(block => block.Contains(with, StringComparison.Ordinal))
            .Replace(PrintedUrl, url.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);
}
