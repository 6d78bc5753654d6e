using System.Text;
using System.Text.Json;

namespace Gateway.Upstreams.Recording;

/// <summary>Socket.IO over a WebSocket, Engine.IO 3 and 4: acknowledgements carry their event's id, a namespace is entered before it says anything.</summary>
internal sealed class ReplaySocketIO : IReplayDialect
{
    private const string Enter = "enter ";
    private const double LongestIntervalMs = 3_600_000;
    private readonly bool _isByName;
    private readonly HashSet<string> _entered = new(StringComparer.Ordinal);
    private int _attachments;
    private string? _attachedTo;

    /// <param name="track">Whose address tells the revision, and whose first packet the ping's interval.</param>
    /// <param name="isByName">Whether a call's arguments are of the moment, so that its method's name alone must be the same.</param>
    public ReplaySocketIO(ReplayTrack track, bool isByName)
    {
        _isByName = isByName;
        var opening = track.Frames.Select(static frame => frame.IsText ? Encoding.UTF8.GetString(frame.Bytes) : "").FirstOrDefault(static text => text.StartsWith("0{", StringComparison.Ordinal));
        Heartbeat = track.Path.Contains("EIO=4", StringComparison.Ordinal) && opening is not null ? IntervalOf(opening.AsMemory(1)) : null;
    }

    public bool IsDoorbell => _isByName;

    /// <summary>From revision 4 on the server pings.</summary>
    public TimeSpan? Heartbeat { get; }

    public byte[] HeartbeatMessage { get; } = "2"u8.ToArray();

    public IEnumerable<ReplayPart> Split(ReplayFrame frame)
    {
        if (!frame.IsText)
        {
            return [new ReplayPart(frame.Bytes, IsText: false, _attachments-- > 0 ? _attachedTo : null)];
        }

        var text = Encoding.UTF8.GetString(frame.Bytes);
        if (text is ['2' or '3' or '6', ..])
        {
            return [];
        }

        var packet = ReplayPacket.Read(text);
        var answers = packet?.Type switch
        {
            '0' or '4' when _entered.Contains(packet.Value.Namespace) => Enter + packet.Value.Namespace,
            '3' or '6' => $"{packet.Value.Namespace}#{packet.Value.Id}",
            _ => null,
        };
        (_attachments, _attachedTo) = (packet?.Attachments ?? 0, answers);
        return [new ReplayPart(frame.Bytes, IsText: true, answers)];
    }

    public ReplayRequest? RequestOf(string text)
    {
        if (ReplayPacket.Read(text) is not { } packet)
        {
            return null;
        }

        if (packet.Type == '0')
        {
            // Who asks for the first time is recorded before the answers to it are split.
            _entered.Add(packet.Namespace);
            return new ReplayRequest(Enter + packet.Namespace, Enter + packet.Namespace, MayRepeat: true);
        }

        if (packet.Type is not ('2' or '5') || packet.Id.Length == 0)
        {
            return null;
        }

        var name = packet.Json.Split('"') is [_, var first, ..] ? first : "";
        var isRead = name is "subscribe" or "unsubscribe" || name.EndsWith(".get", StringComparison.Ordinal) || name.StartsWith("get", StringComparison.Ordinal)
            || packet.Json.Contains("\"operation\":\"get", StringComparison.Ordinal);
        return new ReplayRequest($"{packet.Namespace}#{packet.Id}", packet.Namespace + packet.Json, _isByName ? $"{packet.Namespace} {name}" : null, isRead);
    }

    public byte[] Readdress(byte[] message, string id)
    {
        var text = Encoding.UTF8.GetString(message);
        return ReplayPacket.Read(text) is { Type: '3' or '6' } packet
            ? Encoding.UTF8.GetBytes(string.Concat(text.AsSpan(0, packet.IdAt), id.AsSpan(id.LastIndexOf('#') + 1), text.AsSpan(packet.IdAt + packet.Id.Length)))
            : message;
    }

    public byte[]? AnswerOf(string text) => text is ['2', .. var payload] ? Encoding.UTF8.GetBytes("3" + payload) : null;

    /// <summary>A server that does not know an event says nothing.</summary>
    public byte[]? Refuse(ReplayRequest request) => null;

    /// <summary>Null: what is no first packet has none, nor one that is out of all bounds.</summary>
    private static TimeSpan? IntervalOf(ReadOnlyMemory<char> json)
    {
        try
        {
            using var opening = JsonDocument.Parse(json);
            return opening.RootElement.TryGetProperty("pingInterval", out var interval) && interval.ValueKind == JsonValueKind.Number
                && interval.TryGetDouble(out var ms) && ms is > 0 and <= LongestIntervalMs ? TimeSpan.FromMilliseconds(ms) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
