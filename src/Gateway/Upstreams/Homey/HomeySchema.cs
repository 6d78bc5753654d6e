using Gateway.Configuration;

namespace Gateway.Upstreams.Homey;

/// <summary>What a form asks for a Homey; <see cref="HomeyOptions"/> reads it.</summary>
internal static class HomeySchema
{
    public static KindSchema Kind { get; } = new(nameof(UpstreamKind.Homey), "Homey", "A Homey Pro of 2023 or later, in the house.", UpstreamSchema.With(
        UpstreamSchema.Url("http://192.168.1.100"),
        UpstreamSchema.Token("API key"),
        new("HomeyId", OptionType.Text, "Homey's id", "Only the Homey with this id is taken. Left out: that of the first one that answers.") { Advanced = true, LeadsElsewhere = true },
        new("Homey:Addresses", OptionType.Url, "Further addresses", "Other addresses of the same Homey, such as the one for access from outside.") { Advanced = true, List = true, IsDestination = true },
        new("Homey:Cloud", OptionType.Flag, "By Athom's cloud", "Where no address answers, go by Athom's relay; the key then leaves the house.") { Default = false, Advanced = true, LeadsElsewhere = true },
        UpstreamSchema.Time("Homey:PingInterval", "Ping every", "How often the Homey is pinged. Left out: as it says itself."),
        UpstreamSchema.Time("Homey:PingTimeout", "Time for a pong", "How long it may take to answer. Left out: as it says itself."),
        UpstreamSchema.Time("Homey:ProbeInterval", "Sign of life every", "How often its API is asked for a sign of life.", "00:03:00")))
    {
        Credential = new("Token", "API key",
        [
            "Open https://my.homey.app in a browser, sign in, and choose your Homey.",
            "Click the gear, 'Settings', and there 'API Keys'.",
            "Click 'New API Key', call it 'gateway', and choose what it may do: 'devices' to see and control, 'flows' to start, 'system' to read.",
            "Copy the key. It is shown this once.",
        ]),
    };
}
