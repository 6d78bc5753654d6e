using System.Text;
using Gateway.Upstreams.HomeAssistant;

namespace Gateway.Tests.Upstreams.HomeAssistant;

/// <summary>A message copied out of its frame, to be looked at. Absent members are null.</summary>
internal sealed record HomeAssistantSeen(
    HomeAssistantMessageType Type, string? TypeName, long? Id, bool Success, string? Result, string? Error, string? Event, string? Raw)
{
    public string? HaVersion { get; init; }

    public string? Message { get; init; }

    public static List<HomeAssistantSeen> ReadAll(string frame) => ReadAll(Encoding.UTF8.GetBytes(frame));

    public static List<HomeAssistantSeen> ReadAll(ReadOnlySpan<byte> frame)
    {
        var seen = new List<HomeAssistantSeen>();
        var reader = new HomeAssistantFrameReader(frame);
        while (reader.TryRead(out var message))
        {
            seen.Add(new HomeAssistantSeen(
                message.Type, Text(message.TypeName), message.Id, message.Success, Text(message.Result), Text(message.Error), Text(message.Event), Text(message.Raw))
            {
                HaVersion = Text(message.HaVersion),
                Message = Text(message.Message),
            });
        }

        reader.TryRead(out _).ShouldBeFalse();
        return seen;
    }

    private static string? Text(ReadOnlySpan<byte> slice) => slice.IsEmpty ? null : Encoding.UTF8.GetString(slice);
}
