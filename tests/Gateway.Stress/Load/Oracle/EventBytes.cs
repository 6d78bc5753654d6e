using System.Buffers.Text;
using Gateway.Stress.Load.Hubs;

namespace Gateway.Stress.Load.Oracle;

/// <summary>What the oracle wants to know of an event, read from its bytes without parsing them.</summary>
/// <param name="Source">Its index; -1: none of ours.</param>
/// <param name="Number">Its number; 0: it has none.</param>
/// <param name="IsSnapshot">Whether it is shown again.</param>
/// <param name="Epoch">Of its cursor.</param>
internal readonly record struct EventBytes(int Source, int Number, bool IsSnapshot, uint Epoch)
{
    /// <summary>Reads <c>{"hub","topic","name","cursor","time","data"…}</c>; answers where the cursor stands.</summary>
    public static EventBytes Read(ReadOnlySpan<byte> payload, LoadHub hub, out ReadOnlySpan<byte> cursor)
    {
        var topic = Text(payload, "\"topic\":\""u8, out var rest);
        cursor = Text(rest, "\"cursor\":\""u8, out rest);
        _ = Utf8Parser.TryParse(cursor, out uint epoch, out _, 'x');
        var mark = rest.IndexOf(hub.Mark);
        var number = 0;
        _ = mark >= 0 && Utf8Parser.TryParse(rest[(mark + hub.Mark.Length)..], out number, out _);
        return new EventBytes(hub.IndexOf(topic), number, payload.EndsWith(",\"snapshot\":true}"u8), epoch);
    }

    /// <summary>Whose message it is: all begin with the hub's id.</summary>
    public static ReadOnlySpan<byte> HubOf(ReadOnlySpan<byte> payload) => Text(payload, "\"hub\":\""u8, out _);

    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> json, ReadOnlySpan<byte> head, out ReadOnlySpan<byte> rest)
    {
        var from = json.IndexOf(head);
        if (from < 0)
        {
            throw new FormatException($"An event has no {System.Text.Encoding.UTF8.GetString(head)}: {System.Text.Encoding.UTF8.GetString(json)}");
        }

        rest = json[(from + head.Length)..];
        var length = rest.IndexOf((byte)'"');
        var text = rest[..length];
        rest = rest[length..];
        return text;
    }
}
