using System.Text.Json;

namespace Gateway.Configuration;

/// <summary>Says in words what keeps a configuration file from being read, never what stands in it.</summary>
internal static class ConfigurationFiles
{
    /// <summary>The framework's words name the file; the place in it is further inside.</summary>
    public static string Explain(Exception exception) => exception.GetBaseException() switch
    {
        JsonException json => $"{exception.Message} It is no JSON at line {json.LineNumber + 1}, byte {json.BytePositionInLine + 1}: "
            + "a comma, a quote or a brace is missing there, or one too many.",
        FormatException format => $"{exception.Message} {format.Message}",
        _ => exception.Message,
    };
}
