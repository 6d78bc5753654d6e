using System.Diagnostics;

namespace Gateway.Diagnostics;

/// <summary>
/// Traces: one span for each command, from its acceptance to its outcome; one for each event's arrival; and one for each write to a
/// client in which traced events are, with links to them. Costs a look at a flag while nobody listens.
/// </summary>
internal static class GatewayTrace
{
    public const string Name = "Gateway";
    public const string Event = "event";
    public const string Delivery = "deliver";
    public const string Command = "command";

    private static readonly ActivitySource Source = new(Name);

    /// <summary>Dispose of it when the outcome is known. Null: not sampled.</summary>
    /// <param name="hub">The hub's id.</param>
    /// <param name="what"><c>command</c> or <c>raw</c>; never what a client wrote.</param>
    public static Activity? StartCommand(string hub, string what)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        ForgetTheServers();
        return Tagged(Source.StartActivity(Command, ActivityKind.Client), hub)?.SetTag("gateway.action", what);
    }

    /// <summary>An event arrives. Dispose of it when it has been offered to its clients. Null: not sampled.</summary>
    public static Activity? StartEvent(string hub, string topic) =>
        Source.HasListeners() ? Tagged(Source.StartActivity(Event, ActivityKind.Consumer, parentContext: default), hub)?.SetTag("gateway.topic", topic) : null;

    /// <summary>A write to a client begins. Dispose of it when the transport has taken it.</summary>
    /// <param name="events">The traces of the events in it; emptied. Null or empty: nothing is traced.</param>
    public static Activity? StartDelivery(List<Activity>? events)
    {
        if (events is not { Count: > 0 })
        {
            return null;
        }

        var links = events.ConvertAll(static trace => new ActivityLink(trace.Context));
        events.Clear();
        ForgetTheServers();
        return Source.StartActivity(Delivery, ActivityKind.Producer, parentContext: default, tags: null, links);
    }

    /// <summary>
    /// The server's own activity of the request is not recorded by anybody, and would keep everything below it from being so. What a caller
    /// sends along as its trace counts.
    /// </summary>
    private static void ForgetTheServers()
    {
        if (Activity.Current is { Recorded: false, HasRemoteParent: false })
        {
            Activity.Current = null;
        }
    }

    private static Activity? Tagged(Activity? activity, string hub) => activity?.SetTag("gateway.hub", hub);
}
