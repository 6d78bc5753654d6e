using System.Text.Json;

namespace Gateway.Upstreams.Homey;

/// <summary>
/// What people see of a device besides its capabilities, as hashes: enough to tell after a gap whether an <c>update</c> was
/// missed. The list is closed, because a device's other members may move all the time (when it was last seen).
/// </summary>
internal sealed class HomeyDeviceMarks
{
    private static readonly byte[][] Names =
    [
        .. new[]
        {
            "name", "note", "zone", "class", "virtualClass", "capabilities", "settings", "flags", "driverId", "ownerUri",
            "available", "unavailableMessage", "warningMessage", "ready", "color",
        }.Select(System.Text.Encoding.UTF8.GetBytes),
    ];

    private readonly int?[] _marks = new int?[Names.Length];

    /// <summary>The place in the stream of the newest event that told of it; 0 while none did.</summary>
    public long Told { get; set; }

    /// <summary>Takes in a device or a part of one. True when something that was known has another value now.</summary>
    /// <param name="device">The device's JSON, valid.</param>
    public bool Update(ReadOnlySpan<byte> device)
    {
        var reader = new Utf8JsonReader(device);
        var hasChanged = false;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var place = PlaceOf(ref reader);
            var value = HomeyJson.Value(ref reader, device);
            if (place >= 0)
            {
                var hash = new HashCode();
                hash.AddBytes(value);
                var mark = hash.ToHashCode();
                hasChanged |= _marks[place] is { } known && known != mark;
                _marks[place] = mark;
            }
        }

        return hasChanged;
    }

    private static int PlaceOf(ref Utf8JsonReader reader)
    {
        for (var place = 0; place < Names.Length; place++)
        {
            if (HomeyJson.NameIs(ref reader, Names[place]))
            {
                return place;
            }
        }

        return -1;
    }
}
