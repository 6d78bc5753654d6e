using System.Text.Json;

namespace Gateway.Configuration;

/// <summary>Says in words what keeps a configuration file from being read, never what stands in it.</summary>
internal static class ConfigurationFiles
{
    /// <summary>
    /// Tells of each file that cannot be read when it changes. The framework keeps silent about that, and signals no change, so
    /// what was read before stays in force. May be told from any thread.
    /// </summary>
    public static void TellUnreadable(this IConfiguration configuration, Action<string> tell)
    {
        foreach (var provider in (configuration as IConfigurationRoot)?.Providers.OfType<FileConfigurationProvider>() ?? [])
        {
            provider.Source.OnLoadException = context => tell(Explain(context.Exception));
        }
    }

    /// <summary>The framework's words name the file; the place in it is further inside.</summary>
    public static string Explain(Exception exception) => exception.GetBaseException() switch
    {
        JsonException json => $"{exception.Message} It is no JSON at line {json.LineNumber + 1}, byte {json.BytePositionInLine + 1}: "
            + "a comma, a quote or a brace is missing there, or one too many.",
        FormatException format => $"{exception.Message} {format.Message}",
        _ => exception.Message,
    };
}
