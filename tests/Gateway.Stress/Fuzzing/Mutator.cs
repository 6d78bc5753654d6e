using System.Text;
using System.Text.Json;

namespace Gateway.Stress.Fuzzing;

/// <summary>Makes inputs of seeds: by JSON tokens, by numbers, by nesting, by lengths, by splicing two, and by bytes.</summary>
internal static class Mutator
{
    private const int Longest = 32 << 10;

    private static readonly byte[][] Values = Encode(
        "null", "true", "false", "0", "-1", "5", "1.0", "0.5", "1e3", "-1e999", "1E-400", "9007199254740993", "9223372036854775808", "-9223372036854775809", "\"\"", "\"on\"", "\"a\\u0000b\"",
        "\"\\ud800\"", "\"\\udc00x\"", "\"\\ud83d\\ude00\"", "\"😀é\"", "\"\\/\\b\\f\\n\\r\\t\"", "[]", "{}", "[[]]", "[{}]", "{\"a\":{\"b\":[1]}}", "{\"\":1}", "{\"\\ud800\":1}", "{\"a\":1,\"a\":2}", "{\"\\u0061\":1,\"a\":2}",
        "{\"$binary\":\"AQID\"}", "{\"$binary\":\"!\"}", "{\"_placeholder\":true,\"num\":0}", "{\"num\":2,\"_placeholder\":true}");

    private static readonly byte[][] Names = Encode(
        "\"id\"", "\"type\"", "\"event\"", "\"a\"", "\"c\"", "\"r\"", "\"e\"", "\"t\"", "\"+\"", "\"-\"", "\"s\"", "\"lc\"", "\"lu\"", "\"state\"", "\"config\"", "\"error\"", "\"message\"", "\"meta\"", "\"events\"", "\"modified\"", "\"\"", "\"\\u0069d\"", "\"\\ud800\"");

    private static readonly byte[][] Fragments = Encode(
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "null", "-", "+", ".", "e", "0", "9", "99999999999999999999", "/", "//", "..", "/../", "%2e", "%2F", "%", "%00", "*", "**", "?", "#", "&", ";", " ", "\t", "\r\n", "\u0000", "\u001e", "\ufffd", "\ufeff", "é", "😀", "٣",
        "b", "bAQID", "4", "42", "451-", "=", "==", "read:", "command:", "gw_", "entities/", "homey:", "\u2028", "．");

    private static readonly byte[][] Raw = [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0x00], [0xF0, 0x9F], [0xC0, 0x80]];

    public static byte[] Make(FuzzCodec codec, int seed, long index) =>
        MakeWhole(codec, seed, index) is var whole && whole.Length > codec.Longest ? whole[..codec.Longest] : whole;

    private static byte[] MakeWhole(FuzzCodec codec, int seed, long index)
    {
        if (index < Monsters.Count)
        {
            return Monsters.Make((int)index, codec);
        }

        var chance = Chance.Of(seed, codec.Name, index);
        var source = chance.Pick(codec.Seeds);
        if (chance.OneIn(16))
        {
            return source;
        }

        if (chance.OneIn(24))
        {
            return Noise(ref chance);
        }

        var bytes = source.ToList();
        for (var rounds = 1 + chance.Next(4); rounds > 0 && bytes.Count < Longest; rounds--)
        {
            switch (chance.Next(8))
            {
                case 0 or 1 or 2:
                    ChangeToken(bytes, chance.Pick(codec.Seeds), ref chance);
                    break;
                case 3:
                    ChangeNumber(bytes, ref chance);
                    break;
                case 4:
                    Splice(bytes, chance.Pick(codec.Seeds), ref chance);
                    break;
                case 5:
                    Nest(bytes, ref chance);
                    break;
                default:
                    ChangeBytes(bytes, ref chance);
                    break;
            }
        }

        return [.. bytes];
    }

    private static byte[][] Encode(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    private static byte[] Noise(ref Chance chance)
    {
        var bytes = new byte[chance.Next(80)];
        var isText = chance.OneIn(2);
        for (var at = 0; at < bytes.Length; at++)
        {
            bytes[at] = (byte)(isText ? ' ' + chance.Next(95) : chance.Next(256));
        }

        return bytes;
    }

    /// <summary>Another value or name, from the list or from another seed; what is not JSON all through is searched for its JSON.</summary>
    private static void ChangeToken(List<byte> bytes, byte[] other, ref Chance chance)
    {
        var places = Places([.. bytes]);
        if (places.Count == 0)
        {
            ChangeBytes(bytes, ref chance);
            return;
        }

        var (start, end, isName) = chance.Pick(places);
        var replacement = chance.Pick(isName ? Names : Values);
        if (chance.OneIn(3) && Places(other).Where(place => place.IsName == isName).ToList() is { Count: > 0 } others)
        {
            var (from, to, _) = chance.Pick(others);
            replacement = other[from..to];
        }

        if (chance.OneIn(8) && !isName)
        {
            // Twice, as a list's items or a broken writer's.
            bytes.InsertRange(end, [.. ","u8, .. replacement]);
            return;
        }

        bytes.RemoveRange(start, end - start);
        bytes.InsertRange(start, replacement);
    }

    private static List<(int Start, int End, bool IsName)> Places(byte[] bytes)
    {
        var places = new List<(int Start, int End, bool IsName)>();
        var first = bytes.AsSpan().IndexOfAny("[{\""u8);
        if (first < 0)
        {
            return places;
        }

        try
        {
            var json = new Utf8JsonReader(bytes.AsSpan(first));
            while (json.Read() && places.Count < 400)
            {
                var start = first + (int)json.TokenStartIndex;
                var isName = json.TokenType == JsonTokenType.PropertyName;
                if (json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                {
                    var whole = json;
                    whole.Skip();
                    places.Add((start, first + (int)whole.BytesConsumed, false));
                }
                else if (json.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
                {
                    places.Add((start, isName ? start + json.ValueSpan.Length + 2 : first + (int)json.BytesConsumed, isName));
                }
            }
        }
        catch (JsonException)
        {
            // What was found before the fault is enough.
        }

        return places;
    }

    private static void ChangeNumber(List<byte> bytes, ref Chance chance)
    {
        var start = bytes.FindIndex(chance.Next(bytes.Count + 1), static value => value is >= (byte)'0' and <= (byte)'9');
        if (start < 0)
        {
            ChangeBytes(bytes, ref chance);
            return;
        }

        var end = start;
        while (end < bytes.Count && bytes[end] is >= (byte)'0' and <= (byte)'9')
        {
            end++;
        }

        string[] numbers = ["0", "00", "1", "-1", "7", "255", "256", "65535", "2147483647", "2147483648", "4294967296", "9223372036854775807", "9223372036854775808", "1e9", "0.5", "", " 1", "1_000"];
        bytes.RemoveRange(start, end - start);
        bytes.InsertRange(start, Encoding.ASCII.GetBytes(chance.Pick(numbers)));
    }

    private static void Splice(List<byte> bytes, byte[] other, ref Chance chance)
    {
        var at = chance.Next(bytes.Count + 1);
        bytes.RemoveRange(at, bytes.Count - at);
        bytes.AddRange(other.AsSpan(chance.Next(other.Length + 1)).ToArray());
    }

    private static void Nest(List<byte> bytes, ref Chance chance)
    {
        var depth = 1 + chance.Next(chance.OneIn(8) ? 100 : 4);
        var places = Places([.. bytes]);
        var (start, end) = places.Count == 0 ? (0, bytes.Count) : chance.Pick(places) is var (from, to, isName) && !isName ? (from, to) : (0, bytes.Count);
        var isObject = chance.OneIn(2);
        bytes.InsertRange(end, Encoding.ASCII.GetBytes(new string(isObject ? '}' : ']', depth)));
        bytes.InsertRange(start, Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(isObject ? "{\"a\":" : "[", depth))));
    }

    private static void ChangeBytes(List<byte> bytes, ref Chance chance)
    {
        var at = chance.Next(bytes.Count + 1);
        var length = chance.Next(Math.Min(24, bytes.Count - at) + 1);
        switch (chance.Next(7))
        {
            case 0 when at < bytes.Count:
                bytes[at] = (byte)chance.Next(256);
                break;
            case 1 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << chance.Next(8));
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(chance.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 4 when chance.OneIn(4):
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 5 when chance.OneIn(2):
                bytes.InsertRange(at, chance.Pick(Raw));
                break;
            default:
                bytes.InsertRange(at, chance.Pick(Fragments));
                break;
        }
    }
}
