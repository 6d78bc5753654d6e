using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.DemoHubs.HomeAssistant.Wire;

/// <summary>Values as Python prints them; Home Assistant's error texts and states are made that way.</summary>
internal static class PythonText
{
    /// <summary>A float always shows that it is one: <c>20.0</c>.</summary>
    public static string Float(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        if (text.Contains('E', StringComparison.Ordinal))
            return text.ToLowerInvariant();
        return text.Contains('.', StringComparison.Ordinal) ? text : text + ".0";
    }

    /// <summary><c>datetime.isoformat()</c>: microseconds, and no fraction at all where it is zero.</summary>
    public static string IsoTime(DateTimeOffset time)
    {
        var format = time.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss" : "yyyy-MM-dd'T'HH:mm:ss.ffffff";
        return time.ToString(format, CultureInfo.InvariantCulture) + "+00:00";
    }

    public static string EpochSeconds(DateTimeOffset time) =>
        Float((time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond / 1e6);

    public static string Repr(JsonNode? node) => node switch
    {
        null => "None",
        JsonObject members => "{" + string.Join(", ", members.Select(member => Repr(member.Key) + ": " + Repr(member.Value))) + "}",
        JsonArray items => "[" + string.Join(", ", items.Select(Repr)) + "]",
        _ => node.GetValueKind() switch
        {
            JsonValueKind.True => "True",
            JsonValueKind.False => "False",
            JsonValueKind.String => Repr(node.GetValue<string>()),
            _ => node.ToJsonString(),
        },
    };

    private static string Repr(string text)
    {
        var quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? "\"" : "'";
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)
            .Replace("\r", "\\r", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);
        if (string.Equals(quote, "'", StringComparison.Ordinal))
            escaped = escaped.Replace("'", "\\'", StringComparison.Ordinal);
        return quote + escaped + quote;
    }
}
