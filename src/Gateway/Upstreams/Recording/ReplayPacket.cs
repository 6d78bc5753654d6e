using System.Globalization;

namespace Gateway.Upstreams.Recording;

/// <summary>The head of a Socket.IO packet inside an Engine.IO message, revisions 3 and 4: <c>4&lt;type&gt;[&lt;attachments&gt;-][&lt;namespace&gt;,][&lt;id&gt;]&lt;json&gt;</c>.</summary>
/// <param name="Type">The packet's digit.</param>
/// <param name="Namespace">Without its query.</param>
/// <param name="Id">Empty: none.</param>
/// <param name="IdAt">Where the id stands.</param>
/// <param name="Attachments">How many binary messages follow.</param>
/// <param name="Json">What follows.</param>
internal readonly record struct ReplayPacket(char Type, string Namespace, string Id, int IdAt, int Attachments, string Json)
{
    /// <summary>Null: it is no such packet.</summary>
    public static ReplayPacket? Read(string text)
    {
        if (text is not ['4', >= '0' and <= '6' and var type, ..])
        {
            return null;
        }

        var (at, attachments, space) = (2, 0, "/");
        if (type is '5' or '6')
        {
            var end = Digits(text, at);
            if (end == text.Length || text[end] != '-' || !int.TryParse(text.AsSpan(at, end - at), NumberStyles.None, CultureInfo.InvariantCulture, out attachments))
            {
                return null;
            }

            at = end + 1;
        }

        if (at < text.Length && text[at] == '/')
        {
            var end = text.IndexOf(',', at);
            end = end < 0 ? text.Length : end;
            space = text[at..end].Split('?')[0];
            at = Math.Min(end + 1, text.Length);
        }

        var idEnd = Digits(text, at);
        return new ReplayPacket(type, space, text[at..idEnd], at, attachments, text[idEnd..]);
    }

    private static int Digits(string text, int at)
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at;
    }
}
