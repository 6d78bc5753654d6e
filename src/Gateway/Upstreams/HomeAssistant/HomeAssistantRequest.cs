using System.Globalization;
using System.Text;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>One message to a Home Assistant on its way.</summary>
/// <param name="type">The command type.</param>
/// <param name="args">Its other members as a JSON object, or empty.</param>
internal sealed class HomeAssistantRequest(string type, ReadOnlyMemory<byte> args = default) : UpstreamRequest
{
    /// <summary>In place of a type: the arguments are the whole command, type included.</summary>
    public const string WholeCommand = "";

    public string Type => type;

    /// <summary>Let go once written: a hub that never answers must not keep them in memory.</summary>
    public ReadOnlyMemory<byte> Args { get; private set; } = args;

    /// <summary>The route to open with the id this request gets; known to the reader before the frame is written.</summary>
    public HomeAssistantRoute? Opens { get; init; }

    /// <summary>The route that this request ends.</summary>
    public HomeAssistantRoute? Closes { get; init; }

    /// <summary>It ends a subscription that has no route; nobody waits for the answer.</summary>
    public bool EndsStray { get; private init; }

    public static HomeAssistantRequest Unsubscribe(HomeAssistantRoute route) => new("unsubscribe_events", Subscription(route.Id)) { Closes = route };

    /// <summary>Ends whatever the hub knows under an id that nobody asked for.</summary>
    public static HomeAssistantRequest EndStray(long id) => new("unsubscribe_events", Subscription(id)) { EndsStray = true };

    public override void MarkWritten()
    {
        Args = default;
        base.MarkWritten();
    }

    private static byte[] Subscription(long id) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"subscription":{{id}}}"""));
}
