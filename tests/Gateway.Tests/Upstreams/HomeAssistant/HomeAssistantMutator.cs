using System.Text;
using System.Text.Json;

namespace Gateway.Tests.Upstreams.HomeAssistant;

/// <summary>Breaks frames: bytes, which mostly ends the JSON, or whole values and names, which leaves JSON nobody expects.</summary>
internal sealed class HomeAssistantMutator(Random random)
{
    private static readonly string[] Fragments =
        ["{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "null", "-1e999", "0.5", "\"a\"", "\"c\"", "\"r\"", "\"+\"", "\"-\"", "\u0000", "é", "[[[[[[[["];

    private static readonly string[] Values =
        ["null", "true", "5", "-0.5", "1e300", "-1e999", "\"\"", "\"on\"", "\"\\ud800\"", "\"c\\u0061f\\u00e9\"", "[]", "[\"brightness\",\"\\udc00\"]", "[{}]", "{}", "{\"a\":{\"x\":1}}", "{\"\\ud800\":1,\"id\":2}"];

    private static readonly string[] Names =
        ["\"a\"", "\"r\"", "\"c\"", "\"+\"", "\"-\"", "\"s\"", "\"lc\"", "\"lu\"", "\"id\"", "\"type\"", "\"event\"", "\"\"", "\"\\u0061\"", "\"\\ud800\"", "\"light.den_light\""];

    public byte[] Mutate(byte[] frame)
    {
        var bytes = frame.ToList();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            if (random.Next(3) > 0)
                MutateValue(bytes);
            else
                MutateBytes(bytes);
        }

        return [.. bytes];
    }

    private void MutateValue(List<byte> bytes)
    {
        var places = new List<(int Start, int End, bool IsName)>();
        try
        {
            var json = new Utf8JsonReader(bytes.ToArray());
            while (json.Read())
            {
                var start = (int)json.TokenStartIndex;
                var isName = json.TokenType == JsonTokenType.PropertyName;
                var end = isName ? start + json.ValueSpan.Length + 2 : (int)json.BytesConsumed;
                if (json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                {
                    var whole = json;
                    whole.Skip();
                    end = (int)whole.BytesConsumed;
                }

                if (json.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
                    places.Add((start, end, isName));
            }
        }
        catch (JsonException)
        {
            MutateBytes(bytes);
            return;
        }

        var place = places[random.Next(places.Count)];
        var replacements = place.IsName ? Names : Values;
        bytes.RemoveRange(place.Start, place.End - place.Start);
        bytes.InsertRange(place.Start, Encoding.UTF8.GetBytes(replacements[random.Next(replacements.Length)]));
    }

    private void MutateBytes(List<byte> bytes)
    {
        var at = random.Next(bytes.Count + 1);
        var length = random.Next(Math.Min(24, bytes.Count - at) + 1);
        switch (random.Next(5))
        {
            case 0 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 1:
                bytes.RemoveRange(at, length);
                break;
            case 2:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 3 when random.Next(8) == 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            default:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(Fragments[random.Next(Fragments.Length)]));
                break;
        }
    }
}
