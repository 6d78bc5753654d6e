using System.Text;
using System.Text.RegularExpressions;
using Gateway.Upstreams.Deconz;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.Recording;

/// <summary>
/// Takes secrets out of what is recorded: those of the hub's entry wherever they stand, those that hubs hand out by the name of their
/// JSON member or their shape, and deCONZ's list of keys. What is left is compared on replay, so that each secret becomes the same three stars.
/// Thread-safe.
/// </summary>
internal sealed partial class RecordingMask
{
    private const string Stars = "***";

    /// <summary>Shorter ones are words and numbers of rooms.</summary>
    private const int ShortestSecret = 6;

    private readonly HubHttpMask _own;
    private readonly string[] _secrets;

    /// <param name="secrets">As the entry has them.</param>
    public RecordingMask(IEnumerable<string> secrets)
    {
        _secrets = [.. secrets.Where(static secret => secret.Length > 0).Distinct(StringComparer.Ordinal)];
        _own = new HubHttpMask(_secrets);
    }

    /// <summary>Of a hub's entry: its token, and everything in it that an owner may have meant to be secret.</summary>
    /// <param name="hub">The entry.</param>
    /// <param name="before">What was secret before the entry changed stays so.</param>
    public static RecordingMask Of(UpstreamOptions hub, RecordingMask? before = null)
    {
        IEnumerable<string> doubtful =
        [
            .. hub.SocketIO.Headers.Values,
            .. hub.SocketIO.Headers.Values.Select(static value => value.Split(' ')[^1]),
            .. hub.SocketIO.Query.Values,
            .. QueryOf(hub.SocketIO.HandshakeUrl?.Query ?? ""),
            .. (hub.SocketIO.HandshakeUrl?.AbsolutePath ?? "").Split('/').Except(hub.SocketIO.Path.Split('/').Append("socket.io"), StringComparer.Ordinal),
            .. QueryOf(hub.SocketIO.Namespace),
        ];
        return new RecordingMask(
            [hub.Token?.Reveal() ?? "", .. hub.SocketIO.Auth.Values, .. doubtful.Where(static text => text.Length >= ShortestSecret), .. before?._secrets ?? []]);
    }

    public string Text(ReadOnlySpan<byte> utf8)
    {
        var copy = utf8.ToArray();
        _own.Clean(copy);
        if (copy.AsSpan().IndexOf("whitelist"u8) >= 0)
        {
            new DeconzWhitelistBlank().Blank(copy);
        }

        var text = Encoding.UTF8.GetString(copy);
        text = Members().Replace(text, "${name}" + Stars);
        return LongStars().Replace(WebTokens().Replace(text, Stars), Stars);
    }

    public string Text(string text) => Text(Encoding.UTF8.GetBytes(text));

    /// <summary>Of a message that is no text: as long as it was.</summary>
    public byte[] Binary(ReadOnlySpan<byte> bytes)
    {
        var copy = bytes.ToArray();
        _own.Clean(copy);
        return copy;
    }

    private static IEnumerable<string> QueryOf(string text) =>
        text.Split('?', '&').Skip(1).Select(static part => Uri.UnescapeDataString(part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..]));

    /// <summary>The members in which hubs hand out credentials, also inside a JSON text within a JSON text.</summary>
    [GeneratedRegex("""(?<name>"(access_token|refresh_token|token|password|api_password|apikey|client_secret)\\*"\s*:\s*\\*")[^"\\]{4,}""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Members();

    /// <summary>JSON web tokens, which Home Assistant gives out.</summary>
    [GeneratedRegex(@"eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}", RegexOptions.NonBacktracking)]
    private static partial Regex WebTokens();

    [GeneratedRegex(@"\*{4,}", RegexOptions.NonBacktracking)]
    private static partial Regex LongStars();
}
