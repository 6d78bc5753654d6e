using System.Text.Json;

namespace Gateway.Upstreams.Homey;

/// <summary>The hub's devices by id: the answer to <c>getDevices</c>, an object and no array. Devices stay JSON, as the hub wrote it.</summary>
internal sealed class HomeyDeviceList
{
    /// <summary>What one house may have; more is told in the log and left out.</summary>
    public const int MaxDevices = 5_000;

    private HomeyDeviceList(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> devices, int leftOut)
    {
        Devices = devices;
        LeftOut = leftOut;
    }

    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Devices { get; }

    /// <summary>Entries that are no devices, or have an id that cannot be asked for, or are too many.</summary>
    public int LeftOut { get; }

    /// <summary>Null when the JSON is no object.</summary>
    public static HomeyDeviceList? Read(ReadOnlyMemory<byte> json)
    {
        if (!HomeyJson.IsValid(json.Span, JsonTokenType.StartObject))
        {
            return null;
        }

        var devices = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var leftOut = 0;
        var reader = new Utf8JsonReader(json.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var id = HomeyJson.NameOf(ref reader);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            var isObject = reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
            if (isObject && devices.Count < MaxDevices && HomeyTopics.IsDevice(id))
            {
                devices[id] = json[start..(int)reader.BytesConsumed];
            }
            else
            {
                leftOut++;
            }
        }

        return new HomeyDeviceList(devices, leftOut);
    }
}
