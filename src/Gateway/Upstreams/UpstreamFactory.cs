using Gateway.Configuration;
using Gateway.Delivery;
using Gateway.Events;
using Gateway.Subscriptions;
using Gateway.Upstreams.Deconz;
using Gateway.Upstreams.GenericSocketIO;
using Gateway.Upstreams.HomeAssistant;
using Gateway.Upstreams.Homey;
using Gateway.Upstreams.Pryv;
using Gateway.Upstreams.Recording;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams;

/// <summary>Puts together what one hub needs.</summary>
internal sealed partial class UpstreamFactory(
    HubStreamOptions streamOptions,
    SubscriptionOptions subscriptionOptions,
    ClientDirectory clients,
    HubHttpFactory http,
    HubTraffics traffics,
    HubTapes tapes,
    TimeProvider time,
    ILoggerFactory loggers)
{
    /// <summary>Makes a hub that is new, or takes over what its clients hold when only its entry changed.</summary>
    public Upstream Create(UpstreamOptions options, Upstream? previous)
    {
        options = options with { Traffic = traffics.Of(options.Hub) };
        tapes.Attach(options);
        var subscriptions = previous?.Subscriptions ?? CreateSubscriptions(options);
        var status = new UpstreamStatus(subscriptions, time);
        var hubHttp = http.Create(options);
        var connector = CreateConnector(options, subscriptions.Stream, status, hubHttp, previous?.Connector);
        var link = new UpstreamLink(options.Hub, connector) { UntilNextAttempt = status.UntilNextAttempt, Standstill = status.Standstill, Http = hubHttp.Streams };
        subscriptions.Attach(link);
        var worker = new UpstreamWorker(connector, link, subscriptions, status, options.Traffic, new Backoff(Random.Shared), time, loggers.CreateLogger<UpstreamWorker>());
        return new Upstream(options, connector, subscriptions, status, link, worker);
    }

    private HubSubscriptions CreateSubscriptions(UpstreamOptions options)
    {
        var index = new TopicIndex(streamOptions.Age);
        var stream = new HubStream(options.Hub, streamOptions, time, index.Deliver) { Keeps = index.Wanted.Keeps };
        var log = new UpstreamShortfallLog(loggers.CreateLogger<UpstreamShortfallLog>());
        return new HubSubscriptions(options.Kind.ToString(), stream, index, subscriptionOptions, time, hub => Tell(hub, log))
        {
            Faulted = (key, exception) => LogFaulted(loggers.CreateLogger<UpstreamFactory>(), options.Hub, ShownText.Cut(key), exception),
        };
    }

    private IUpstreamConnector CreateConnector(
        UpstreamOptions options, HubStream stream, UpstreamStatus status, HubHttp hubHttp, IUpstreamConnector? previous)
    {
        return options.Kind switch
        {
            UpstreamKind.HomeAssistant => new HomeAssistantConnector(
                options, (previous as HomeAssistantConnector)?.Feed ?? new HomeAssistantFeed(stream), status, time, loggers),
            UpstreamKind.SocketIO => new GenericSocketIOConnector(options, stream, time, loggers),
            UpstreamKind.Homey => new HomeyConnector(
                options, (previous as HomeyConnector)?.Feed ?? new HomeyFeed(stream), hubHttp, status, time, loggers),
            UpstreamKind.Pryv => new PryvConnector(
                options, (previous as PryvConnector)?.Feed ?? new PryvFeed(stream), status, hubHttp, time, loggers),
            UpstreamKind.Deconz => new DeconzConnector(
                options, (previous as DeconzConnector)?.Feed ?? new DeconzFeed(stream, time), hubHttp, status, time, loggers),
            _ => throw new InvalidOperationException($"There is no connector for {options.Kind}."),
        };
    }

    /// <summary>Inside the stream's lock, so that a status stands in order with what it is about.</summary>
    private void Tell(HubSubscriptions hub, UpstreamShortfallLog log)
    {
        var status = hub.Status();
        log.Tell(status);
        var forAll = hub.Status(NoRights.Instance);
        var message = SharedMessage.Create(MessageTarget.Hub, status, SubscriptionsJson.Readable.HubStatus, about: status.Hub);
        if (string.Equals(forAll.Reason, status.Reason, StringComparison.Ordinal))
        {
            clients.Broadcast(status.Hub, message);
        }
        else
        {
            var other = SharedMessage.Create(MessageTarget.Hub, forAll, SubscriptionsJson.Readable.HubStatus, about: status.Hub);
            clients.Broadcast(status.Hub, message, other);
            other.Release();
        }

        message.Release();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Hub {Hub} could not be asked for '{Key}' by a fault of the gateway; it is asked again.")]
    private static partial void LogFaulted(ILogger logger, string hub, string key, Exception exception);
}
