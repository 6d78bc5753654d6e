using System.Text;
using System.Text.RegularExpressions;
using Gateway.Upstreams.Deconz;
using Gateway.Upstreams.GenericSocketIO;
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

    /// <summary>Longer words that stand in the addresses of many hubs; shorter ones than a secret are left anyway.</summary>
    private static readonly HashSet<string> UsualSegments = new(StringComparer.OrdinalIgnoreCase)
    {
        "socket.io", "websocket", "homeassistant", "home-assistant", "gateway", "gateways", "deconz", "phoscon", "service", "services", "server", "public",
    };

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
            .. hub.SocketIO.Auth.Values.Concat(SegmentsOf(hub)).Where(static text => text.Length >= TokenRedaction.ShortestSecret),
            .. GenericSocketIOConnector.DoubtfulOf(hub.SocketIO),
        ];
        return new RecordingMask([hub.Token?.Reveal() ?? "", .. doubtful, .. before?._secrets ?? []]);
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
        text = Members().Replace(text, static match => match.Groups["kept"].Success ? match.Value : match.Groups["name"].Value + Stars);
        text = Numbers().Replace(text, "${name}0");
        text = Addresses().Replace(text, "${name}" + Stars + "${after}");
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

    /// <summary>A hub may be told apart from others by a key in its address; what a replay's entry needs is none.</summary>
    private static IEnumerable<string> SegmentsOf(UpstreamOptions hub) =>
        hub.Url.AbsolutePath.Split('/').Except([.. hub.HomeAssistant.Path.Split('/'), .. hub.SocketIO.Path.Split('/'), hub.Pryv.User], StringComparer.OrdinalIgnoreCase)
            .Where(static segment => !UsualSegments.Contains(segment)).Select(Uri.UnescapeDataString);

    /// <summary>
    /// The members in which hubs hand out credentials and locks their codes, also inside a JSON text within a JSON text. The code of a
    /// hub's error is a word that the replay needs.
    /// </summary>
    [GeneratedRegex(
        """(?<kept>"error\\*"\s*:\s*\{\s*\\*"code\\*"\s*:\s*\\*"[a-z_]+\\*")|(?<name>"(access_token|refresh_token|token|password|api_password|apikey|api_key|client_secret|secret|code\d*|key_code|pin)\\*"\s*:\s*\\*")[^"\\]{4,}""",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Members();

    /// <summary>Codes of locks that are written as numbers; they stay numbers.</summary>
    [GeneratedRegex("""(?<name>"(code\d*|key_code|pin)\\*"\s*:\s*)\d{4,}""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Numbers();

    /// <summary>Keys in the query, the user or, of Home Assistant's films and hooks, the path of an address, anywhere in a text.</summary>
    [GeneratedRegex(
        """(?<name>([?&]|\\u0026)(token|auth|authSig|access_token|key|api_key|api_password)=)[^&"'\s\\#<>]{4,}|(?<name>:\\*/\\*/)[^/?#\s"'\\@<>]+(?<after>@)|(?<name>/api\\*/(hls|webhook)\\*/)[^/?"'\s\\]{4,}""",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Addresses();

    /// <summary>JSON web tokens, which Home Assistant gives out.</summary>
    [GeneratedRegex(@"eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}", RegexOptions.NonBacktracking)]
    private static partial Regex WebTokens();

    [GeneratedRegex(@"\*{4,}", RegexOptions.NonBacktracking)]
    private static partial Regex LongStars();
}
