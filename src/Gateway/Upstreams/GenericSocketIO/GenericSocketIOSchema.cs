using Gateway.Configuration;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Upstreams.GenericSocketIO;

/// <summary>What a form asks for a Socket.IO server; <see cref="GenericSocketIOOptions"/> reads it.</summary>
internal static class GenericSocketIOSchema
{
    public static KindSchema Kind { get; } = new(nameof(UpstreamKind.SocketIO), "Socket.IO", "Any Socket.IO server of the generations 0.9 to 4.", UpstreamSchema.With(
        UpstreamSchema.Url("https://chat.example"),
        UpstreamSchema.Token("Token", required: false) with { Help = "Only where the server wants one: sent as auth.token (3 and 4), or as token in the query. It is kept encrypted, and never shown again." },
        new("SocketIO:Namespace", OptionType.Text, "Namespace", "What topics and commands without a namespace mean, such as /chat.") { Default = "/", HidesQuery = true },
        new("SocketIO:Version", OptionType.Choice, "Server's version", "The server's generation; 0 is Socket.IO 0.9. Auto finds out.") { Allowed = ["Auto", "0", "1", "2", "3", "4"], Default = "Auto" },
        new("SocketIO:Transport", OptionType.Choice, "Transport", "How messages travel.") { Allowed = Enum.GetNames<SocketIOTransport>(), Default = nameof(SocketIOTransport.WebSocket), Advanced = true },
        new("SocketIO:Path", OptionType.Text, "Path", "Where the server listens below the address.") { Default = "/socket.io", Advanced = true },
        new("SocketIO:HandshakeUrl", OptionType.Url, "Handshake's address", "A whole address in place of the one that opens the session.") { Secret = true, Advanced = true, IsDestination = true },
        new("SocketIO:Auth", OptionType.Map, "Auth", "Names and texts sent on joining a namespace (3 and 4), in place of the token.") { Secret = true, Advanced = true },
        new("SocketIO:Query", OptionType.Map, "Query", "Names and values sent with every request that opens a transport.") { Secret = true, Advanced = true },
        new("SocketIO:Headers", OptionType.Map, "Headers", "Headers sent with every request, the first one included.") { Secret = true, Advanced = true },
        new("SocketIO:EncodeQuery", OptionType.Flag, "Encode the query", "Off: its values are percent-encoded already.") { Default = true, Advanced = true },
        new("SocketIO:Timestamp", OptionType.Flag, "Timestamp", "Add t=<milliseconds>, which some servers want.") { Default = false, Advanced = true },
        new("SocketIO:Base64", OptionType.Flag, "Base64", "Let binary travel as base64 text.") { Default = false, Advanced = true },
        new("SocketIO:Ack", OptionType.Choice, "Acknowledgements", "What an answer to a command means: an error first, or values alone.") { Allowed = Enum.GetNames<SocketIOAckStyle>(), Default = nameof(SocketIOAckStyle.ErrorFirst), Advanced = true },
        UpstreamSchema.Time("SocketIO:PingInterval", "Ping every", "How often the gateway pings (1 and 2). Left out: as the server says."),
        UpstreamSchema.Time("SocketIO:PingTimeout", "Time for a pong", "How much longer than that the server may be silent. Left out: as it says.")));
}
