using System.Globalization;
using Gateway.Configuration;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Upstreams.GenericSocketIO;

/// <summary>A hub's <c>SocketIO</c> section.</summary>
internal sealed record GenericSocketIOOptions
{
    /// <summary>Which server generation it is. Default <see cref="SocketIOVersion.Auto"/>.</summary>
    public SocketIOVersion Version { get; init; } = SocketIOVersion.Auto;

    /// <summary>Default <see cref="SocketIOTransport.WebSocket"/>.</summary>
    public SocketIOTransport Transport { get; init; }

    /// <summary>Default <c>/socket.io</c>.</summary>
    public string Path { get; init; } = "/socket.io";

    public Uri? HandshakeUrl { get; init; }

    /// <summary>What topics and commands without a namespace mean. Default <c>/</c>. Servers before 3 take a query after it.</summary>
    public string Namespace { get; init; } = "/";

    /// <summary><see cref="Namespace"/> without its query.</summary>
    public string NamespaceName => SocketIONamespaces.NameOf(Namespace);

    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Default true.</summary>
    public bool EncodeQuery { get; init; } = true;

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Texts by name, sent on joining a namespace. Default: the hub's token as <c>token</c>.</summary>
    public IReadOnlyDictionary<string, string> Auth { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public bool Timestamp { get; init; }

    public bool Base64 { get; init; }

    public TimeSpan? PingInterval { get; init; }

    public TimeSpan? PingTimeout { get; init; }

    /// <summary>What an answer means. Default <see cref="SocketIOAckStyle.ErrorFirst"/>.</summary>
    public SocketIOAckStyle Ack { get; init; }

    public static GenericSocketIOOptions Read(SectionReader section)
    {
        var options = new GenericSocketIOOptions
        {
            Version = ReadVersion(section),
            Transport = section.Choice<SocketIOTransport>("Transport", SocketIOTransport.WebSocket),
            Path = ReadRooted(section, "Path", "/socket.io"),
            HandshakeUrl = ReadHandshakeUrl(section),
            Namespace = ReadRooted(section, "Namespace", "/"),
            Query = section.Map("Query"),
            EncodeQuery = section.Flag("EncodeQuery", fallback: true),
            Headers = ReadHeaders(section),
            Auth = section.Map("Auth"),
            Timestamp = section.Flag("Timestamp", fallback: false),
            Base64 = section.Flag("Base64", fallback: false),
            PingInterval = section.OptionalDuration("PingInterval", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)),
            PingTimeout = section.OptionalDuration("PingTimeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)),
            Ack = section.Choice<SocketIOAckStyle>("Ack", SocketIOAckStyle.ErrorFirst),
        };
        section.RefuseUnknown();
        return options;
    }

    private static SocketIOVersion ReadVersion(SectionReader section)
    {
        var text = section.Text("Version");
        if (text is null || string.Equals(text, "Auto", StringComparison.OrdinalIgnoreCase))
        {
            return SocketIOVersion.Auto;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version <= (int)SocketIOVersion.V4)
        {
            return (SocketIOVersion)version;
        }

        section.Fault("Version", $"'{text}' is none of Auto, 0, 1, 2, 3, 4: the server's generation, where 0 is Socket.IO 0.9.");
        return SocketIOVersion.Auto;
    }

    private static string ReadRooted(SectionReader section, string key, string fallback)
    {
        var text = section.Text(key) ?? fallback;
        if (!text.StartsWith('/') || text.AsSpan().ContainsAny(",# "))
        {
            section.Fault(key, $"'{SocketIONamespaces.NameOf(text)}' must start with '/' and have no comma, '#' or space, such as {fallback}.");
        }

        return text;
    }

    /// <summary>What the stack would refuse, or leave out, at every attempt.</summary>
    private static IReadOnlyDictionary<string, string> ReadHeaders(SectionReader section)
    {
        var headers = section.Map("Headers");
        using var request = new HttpRequestMessage();
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, ""))
            {
                section.Fault($"Headers:{name}", "is no name of a header that a request without a body can have, such as X-Site.");
            }
            else if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            {
                section.Fault($"Headers:{name}", "may have visible ASCII characters and spaces only; its value has others.");
            }
        }

        return headers;
    }

    private static Uri? ReadHandshakeUrl(SectionReader section)
    {
        if (section.Text("HandshakeUrl") is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" or "ws" or "wss" && url.Host.Length > 0)
        {
            if (url.UserInfo.Length > 0)
            {
                section.Fault("HandshakeUrl", "must not carry credentials before the host; give them as 'Headers', such as \"Authorization\": \"Basic …\".");
            }

            return url;
        }

        section.Fault("HandshakeUrl", "is not a whole http, https, ws or wss address, such as https://chat.example/socket.io/?room=1.");
        return null;
    }
}
