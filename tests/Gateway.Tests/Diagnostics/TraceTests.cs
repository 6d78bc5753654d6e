using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.HomeAssistant;
using Gateway.Diagnostics;
using Gateway.Events;
using Gateway.Subscriptions;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Diagnostics;

/// <summary>Other tests run beside these and are traced as well, so each looks for its own by what only it has.</summary>
public sealed class TraceTests : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public TraceTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is GatewayTrace.Name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    [Fact]
    public async Task Event_IsLinkedFromTheWritesThatItIsDeliveredIn()
    {
        const string topic = "traced_by_a_test";
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var first = await UpstreamSseClient.OpenAsync(host.Http, "home", topic);
        await using var second = await UpstreamSseClient.OpenAsync(host.Http, "home", topic);
        await first.UntilTopicAsync(topic, "live");
        await second.UntilTopicAsync(topic, "live");
        host.Home.FireEvent(topic, new JsonObject());

        var arrived = await UntilAsync(activity => activity.OperationName is GatewayTrace.Event && Equals(activity.GetTagItem("gateway.topic"), topic));
        await Eventually.TrueAsync(() => Deliveries(arrived).Length == 2, "both clients' writes are traced");

        arrived.GetTagItem("gateway.hub").ShouldBe("home");
        Deliveries(arrived).ShouldAllBe(activity => activity.StartTimeUtc >= arrived.StartTimeUtc);
    }

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "0af7651916cd43dd8448eb211c80319c")]
    [InlineData(null, null)]
    public async Task Command_IsOneSpan_InItsCallersTrace(string? parent, string? trace)
    {
        // No other test commands a hub of this name.
        const string hub = "traced-by-a-test";
        await using var home = await HomeAssistantDemoHub.StartAsync(new HomeAssistantDemoHubOptions { Living = false });
        await using var host = await GatewayHost.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [$"Hubs:{hub}:Kind"] = "HomeAssistant",
            [$"Hubs:{hub}:Url"] = home.Url.ToString(),
            [$"Hubs:{hub}:Token"] = home.Token,
        });
        await Eventually.TrueAsync(() => host.Service<SubscriptionRegistry>().TryFind(hub, out var found) && found.Status().State is HubState.Online, "the hub is online");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/hubs/{hub}/commands") { Content = JsonContent.Create(new { name = "get_config" }) };
        if (parent is not null)
        {
            request.Headers.Add("traceparent", parent);
        }

        using var answer = await host.Http.SendAsync(request).Soon();

        var span = _ended.Where(static activity => activity.OperationName is GatewayTrace.Command && Equals(activity.GetTagItem("gateway.hub"), hub)).ShouldHaveSingleItem();
        span.TraceId.ToHexString().ShouldBe(trace ?? span.TraceId.ToHexString());
        (span.ParentSpanId == default).ShouldBe(parent is null);
        span.GetTagItem("gateway.outcome").ShouldBe("ok");
        span.Status.ShouldBe(ActivityStatusCode.Unset);
    }

    public void Dispose() => _listener.Dispose();

    private Activity[] Deliveries(Activity arrived) =>
        [.. _ended.Where(activity => activity.OperationName is GatewayTrace.Delivery && activity.Links.Any(link => link.Context.SpanId == arrived.SpanId))];

    private async Task<Activity> UntilAsync(Func<Activity, bool> isIt)
    {
        await Eventually.TrueAsync(() => _ended.Any(isIt), "it is traced");
        return _ended.First(isIt);
    }
}
