using System.Text;

namespace Gateway.Events;

/// <summary>The closed list of messages the gateway sends to clients, named as SignalR clients register for them.</summary>
internal sealed class MessageTarget
{
    public static readonly MessageTarget Event = new("event");
    public static readonly MessageTarget Topic = new("topic");
    public static readonly MessageTarget Hub = new("hub");
    public static readonly MessageTarget Gap = new("gap");

    /// <summary>No message at all: what keeps an SSE connection open through proxies. Not for SignalR, which has its own.</summary>
    public static readonly MessageTarget Heartbeat = new("heartbeat");

    private MessageTarget(string name)
    {
        Name = name;
        Head = Encoding.UTF8.GetBytes($$"""{"type":1,"target":"{{name}}","arguments":[""");
        SseHead = Encoding.UTF8.GetBytes($"event: {name}\n");
    }

    public string Name { get; }

    /// <summary>The start of the SignalR record, up to its argument.</summary>
    public byte[] Head { get; }

    /// <summary>The start of the SSE record: its event name.</summary>
    public byte[] SseHead { get; }
}
