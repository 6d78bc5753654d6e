using System.Text;
using System.Text.Json;
using Gateway.Events;
using Gateway.Subscriptions;
using Gateway.Tests.Fakes;
using Gateway.Upstreams.Homey;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Tests.Upstreams.Homey;

/// <summary>A feed and its stream, without any connection.</summary>
internal sealed class HomeyDevicesRig
{
    private readonly List<string> _events = [];
    private readonly TopicIndex _index = new();

    public HomeyDevicesRig()
    {
        Stream = new HubStream("homey", new HubStreamOptions(), new FakeTime(), Remember);
        Feed = new HomeyFeed(Stream);
    }

    public HubStream Stream { get; }

    public HomeyFeed Feed { get; }

    /// <summary>Where the stream stands, as a list notes it when it is asked for.</summary>
    public long Now => Stream.Cursor.Sequence;

    /// <summary>Topic, name and data of what was appended since the last look.</summary>
    public IReadOnlyList<string> Take()
    {
        string[] taken = [.. _events];
        _events.Clear();
        return taken;
    }

    /// <summary>The last values: topic and data.</summary>
    public IReadOnlyList<string> Values(string topic = "homey:device:*")
    {
        using (Stream.Enter())
        {
            var values = Stream.LastValues(HomeyTopics.Plan(topic).Plan!.Pattern);
            string[] texts = [.. values.Select(static value => $"{value.Topic} {value.Json()["data"]!.ToJsonString()}")];
            foreach (var value in values)
            {
                value.Release();
            }

            return texts;
        }
    }

    /// <summary>The registry lets go of a topic's values.</summary>
    public void Forget(string topic)
    {
        using (Stream.Enter())
        {
            Stream.Forget(HomeyTopics.Plan(topic).Plan!.Pattern, static _ => false);
        }
    }

    /// <param name="arguments">The event's own name and the rest, as JSON texts.</param>
    public void Event(string uri, params string[] arguments)
    {
        using (Stream.Enter())
        {
            var received = new SocketIOEvent
            {
                Namespace = "/api"u8,
                Name = Encoding.UTF8.GetBytes(uri),
                Count = arguments.Length,
                First = Encoding.UTF8.GetBytes(arguments[0]),
                Rest = Encoding.UTF8.GetBytes(string.Join(',', arguments.Skip(1))),
            };
            HomeyEvent.TryRead(received, out var read).ShouldBeTrue();
            Feed.Add(read);
        }
    }

    public void Capability(string id, string capability, string value) =>
        Event($"homey:device:{id}", "\"capability\"", $$"""{"capabilityId":"{{capability}}","value":{{value}},"transactionId":"t"}""");

    /// <summary>The manager says that a device is gone.</summary>
    public void Deleted(string id)
    {
        using (Stream.Enter())
        {
            Feed.Devices.Delete(Encoding.UTF8.GetBytes($$"""{"id":"{{id}}"}"""));
        }
    }

    /// <summary>Compares with a list that was asked for at <paramref name="since"/>; by default now, all devices being held.</summary>
    public int Apply(string list, long? since = null, params string[] held) =>
        Feed.Devices.Apply(
            HomeyDeviceList.Read(Encoding.UTF8.GetBytes(list))!, id => held.Length == 0 || held.Contains(id, StringComparer.Ordinal), since ?? Now);

    private void Remember(HubEvent hubEvent)
    {
        using var payload = JsonDocument.Parse(hubEvent.Payload);
        _events.Add($"{hubEvent.Topic} {payload.RootElement.GetProperty("name").GetString()} {payload.RootElement.GetProperty("data").GetRawText()}");
        _index.Deliver(hubEvent);
    }
}
