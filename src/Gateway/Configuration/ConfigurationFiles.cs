using System.Text.Json;

namespace Gateway.Configuration;

/// <summary>Says in words what keeps a configuration file from being read, never what stands in it.</summary>
internal static class ConfigurationFiles
{
    /// <summary>Broken, or not to be opened: a mistake of the user's, not a fault of ours.</summary>
    public static bool IsUnreadable(Exception exception) => exception is InvalidDataException or IOException or UnauthorizedAccessException;

    /// <summary>The framework's words name the file; the place in it is further inside.</summary>
    public static string Explain(Exception exception) => exception.GetBaseException() switch
    {
        JsonException json => $"{exception.Message} It is no JSON at line {json.LineNumber + 1}, byte {json.BytePositionInLine + 1}: "
            + "a comma, a quote or a brace is missing there, or one too many.",
        IOException or UnauthorizedAccessException => $"cannot be read: {exception.Message}",
        FormatException format => $"{exception.Message} {format.Message}",
        _ => exception.Message,
    };
}
