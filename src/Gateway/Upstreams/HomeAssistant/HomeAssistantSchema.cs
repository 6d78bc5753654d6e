using Gateway.Configuration;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>What a form asks for a Home Assistant; <see cref="HomeAssistantOptions"/> reads it.</summary>
internal static class HomeAssistantSchema
{
    public static KindSchema Kind { get; } = new(nameof(UpstreamKind.HomeAssistant), "Home Assistant", "A Home Assistant of 2022.9 or later, by its WebSocket API.", UpstreamSchema.With(
        UpstreamSchema.Url("http://homeassistant.local:8123"),
        UpstreamSchema.Token("Long-lived access token"),
        new("HomeAssistant:Path", OptionType.Text, "WebSocket's path", "Where the WebSocket API is below the address; supervised set-ups have another.") { Default = "/api/websocket", Advanced = true },
        new("HomeAssistant:SubscriptionTypes", OptionType.Text, "Further subscriptions", "Command types of custom components that only subscribe, such as my_component/watch.") { Advanced = true, List = true },
        UpstreamSchema.Time("HomeAssistant:PingAfter", "Ping after", "How long the hub may be silent before it is pinged.", "00:00:30"),
        UpstreamSchema.Time("HomeAssistant:PingTimeout", "Time for a pong", "How long it may then stay silent.", "00:00:15")))
    {
        Credential = new("Token", "Long-lived access token",
        [
            "Open Home Assistant in a browser, and sign in as the user whose rights the gateway is to have.",
            "Click your name at the bottom of the side bar: that is your profile.",
            "Choose 'Security' at the top, and go down to 'Long-lived access tokens'.",
            "Click 'Create token', call it 'gateway', and copy the token. Home Assistant shows it this once.",
        ]),
    };
}
