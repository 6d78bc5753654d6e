using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Gateway.Delivery;
using Gateway.Events;
using Gateway.Subscriptions;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Upstreams;

/// <summary>A client without a socket: the product's own queue and pump, and a wire that remembers.</summary>
internal sealed class LocalClient : IClientWire, IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Kind, JsonObject Body)> _messages = new();
    private readonly Task _pumping;

    public LocalClient()
    {
        Queue = new ClientQueue(new ClientOptions(100_000, int.MaxValue, 10, 100_000), TimeProvider.System, new FakeRepair());
        _pumping = new ClientPump(Queue, this).RunAsync(CancellationToken.None);
    }

    public ClientQueue Queue { get; }

    public IReadOnlyList<(string Kind, JsonObject Body)> Messages => [.. _messages];

    /// <summary>Topic, name and data of each event so far.</summary>
    public IReadOnlyList<string> Events => [.. Messages.Where(static message => string.Equals(message.Kind, "event", StringComparison.Ordinal)).Select(static message =>
        $"{message.Body["topic"]} {message.Body["name"]} {message.Body["data"]?.ToJsonString() ?? "null"}")];

    /// <summary>The states a topic went through.</summary>
    public IReadOnlyList<string> StatesOf(string topic) => [.. Messages
        .Where(message => string.Equals(message.Kind, "topic", StringComparison.Ordinal) && string.Equals(message.Body["topic"]!.GetValue<string>(), topic, StringComparison.Ordinal))
        .Select(static message => message.Body["state"]!.GetValue<string>())];

    public async Task<TopicAnswer> SubscribeAsync(HubSubscriptions subscriptions, string topic) =>
        (await subscriptions.SubscribeAsync(Queue, new SubscribeRequest([topic]), CancellationToken.None).Soon()).Single();

    /// <summary>Waits until a topic took a state for the given time.</summary>
    public Task UntilAsync(string topic, string state, int times = 1) => Eventually.TrueAsync(
        () => StatesOf(topic).Count(it => string.Equals(it, state, StringComparison.Ordinal)) >= times, $"'{topic}' is {state}, time {times}; it was {string.Join(", ", StatesOf(topic))}");

    public Task UntilAsync(Func<LocalClient, bool> condition, string what) => Eventually.TrueAsync(() => condition(this), what);

    public void Frame(IBufferWriter<byte> output, in Outgoing outgoing)
    {
        var message = outgoing.Message;
        var payload = new ArrayBufferWriter<byte>();
        if (outgoing.AsSnapshot)
        {
            ((HubEvent)message).WriteSnapshotPayload(payload);
        }
        else
        {
            payload.Write(message.Payload.Span);
        }

        _messages.Enqueue((message.Target.Name, JsonNode.Parse(payload.WrittenSpan)!.AsObject()));
    }

    public ValueTask WriteAsync(Memory<byte> messages, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        Queue.Close();
        await _pumping.Soon();
    }
}
