using System.Text;
using System.Text.Json.Nodes;
using Gateway.Events;

namespace Gateway.Tests.Fakes;

/// <summary>Makes events and notices, and reads what clients would read of them.</summary>
internal static class Messages
{
    private const int HeldAtMost = 64;
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static HubEvent Event(long sequence, string topic = "tick", string data = "null", string hub = "home") =>
        HubEvent.Create(new Topic(hub, "family", topic).Slot, "changed"u8, new Cursor("epoch", sequence), Noon, Encoding.UTF8.GetBytes(data), default);

    public static SharedMessage Notice(string text = "notice") =>
        SharedMessage.Create(MessageTarget.Topic, text, SourceText.Default.String);

    public static SharedMessage Status(string hub, string text = "online") =>
        SharedMessage.Create(MessageTarget.Hub, text, SourceText.Default.String, about: hub);

    public static JsonNode Json(this SharedMessage message) => JsonNode.Parse(message.Payload.Span)!;

    public static string Text(this ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    /// <summary>What an SSE client reads of it, up to its id.</summary>
    public static string SseText(this SharedMessage message)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        message.WriteSse(output);
        return Text(output.WrittenMemory);
    }

    /// <summary>Whether nobody holds it any more: reading its bytes fails then.</summary>
    public static bool IsReleased(this SharedMessage message)
    {
        try
        {
            return message.Length > 0 && message.Record.IsEmpty;
        }
        catch (ArgumentOutOfRangeException)
        {
            return true;
        }
    }

    /// <summary>How many references there are; lets go of them all on the way, so a test asks last.</summary>
    public static int ReleaseAll(this SharedMessage message)
    {
        for (var count = 0; count < HeldAtMost; count++)
        {
            if (message.IsReleased())
            {
                return count;
            }

            message.Release();
        }

        throw new InvalidOperationException("The message has references without end.");
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class SourceText : System.Text.Json.Serialization.JsonSerializerContext;
