using Gateway.Configuration;

namespace Gateway.Upstreams.Pryv;

/// <summary>What a form asks for a Pryv account; <see cref="PryvOptions"/> reads it.</summary>
internal static class PryvSchema
{
    public static KindSchema Kind { get; } = new(nameof(UpstreamKind.Pryv), "Pryv", "An account on a Pryv server: its events, streams and accesses.", UpstreamSchema.With(
        UpstreamSchema.Url("https://mathurin.pryv.me") with { Help = "The account's address, such as https://mathurin.pryv.me, or a whole API endpoint with its token, https://token@mathurin.pryv.me." },
        UpstreamSchema.Token("Access token"),
        new("User", OptionType.Text, "User name", "The account's name. Left out where the address tells it: its last part, or the first part of its host's name."),
        new("Dialect", OptionType.Choice, "Dialect", "Which protocol the server speaks. Auto finds out.") { Allowed = Enum.GetNames<PryvDialect>(), Default = nameof(PryvDialect.Auto), Advanced = true }))
    {
        UrlMayCarryToken = true,
        Credential = new("Token", "Access token",
        [
            "Open https://api.pryv.com/app-web-access/?pryvServiceInfoUrl=https://reg.pryv.me/service/info; for another service put its own address behind pryvServiceInfoUrl=.",
            "Enter 'gateway' as application id, and the streams with what the gateway may do: 'read' to listen, 'contribute' or 'manage' to write.",
            "Click 'Request Access', sign in, and click 'Accept'.",
            "Copy the access token, or copy the whole API endpoint into the address.",
        ]),
    };
}
