using Gateway.Events;
using Gateway.Subscriptions;

namespace Gateway.Upstreams;

internal sealed partial class UpstreamFactory
{
    /// <summary>
    /// A connector for a hub that is only looked at: nobody hears what it tells, no client and no registry, and it shares nothing
    /// with the hub's running session.
    /// </summary>
    public IUpstreamConnector CreateApart(UpstreamOptions options)
    {
        var index = new TopicIndex(streamOptions.Age);
        var stream = new HubStream(options.Hub, streamOptions, time, static _ => { }) { Keeps = static (_, _) => false };
        var subscriptions = new HubSubscriptions(options.Kind.ToString(), stream, index, subscriptionOptions, time, static _ => { });

        // No hub's id has a slash: the HTTP of the session keeps its own connections and its own count of failures.
        var apart = http.Create(options with { Hub = $"{options.Hub}/apart" });
        return CreateConnector(options, stream, new UpstreamStatus(subscriptions, time), apart, previous: null);
    }
}
