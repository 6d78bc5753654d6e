using System.Text;

namespace Gateway.Stress.Fuzzing;

/// <summary>What no mutation would come upon: very deep, very long, and no text at all. A codec's first inputs.</summary>
internal static class Monsters
{
    private const int Depth = 10_000;
    private const int Long = 1 << 20;
    private const int Longest = 16 << 20;

    private static readonly Func<byte[]>[] Makers =
    [
        static () => [],
        static () => Encode(new string('[', Depth)),
        static () => Encode(new string('[', Depth) + new string(']', Depth)),
        static () => Encode(string.Concat(Enumerable.Repeat("{\"a\":", Depth)) + "1" + new string('}', Depth)),
        static () => Encode(string.Concat(Enumerable.Repeat("[{\"a\":", 30)) + "1" + string.Concat(Enumerable.Repeat("}]", 30))),
        static () => Encode(new string('9', Long)),
        static () => Encode("1e" + new string('9', 1_000)),
        static () => Encode("-0." + new string('0', Long) + "1"),
        static () => Encode("\"" + new string('a', Long) + "\""),
        static () => Encode("\"" + string.Concat(Enumerable.Repeat("\\u00e9", Long / 6)) + "\""),
        static () => Encode("\"" + string.Concat(Enumerable.Repeat("\\ud800", 1_000)) + "\""),
        static () => Encode("\"" + string.Concat(Enumerable.Repeat("😀", 10_000)) + "\""),
        static () => [.. Enumerable.Repeat((byte)0xFF, 4_096)],
        static () => [.. Enumerable.Repeat((byte)0xC3, 4_097)],
        static () => [0xED, 0xA0, 0x80, 0xED, 0xB0, 0x80],
        static () => [0xF4, 0x90, 0x80, 0x80, 0x00],
        static () => Encode("{" + string.Join(',', Enumerable.Range(0, 5_000).Select(static number => $"\"k{number}\":{number}")) + "}"),
        static () => Encode("[" + string.Concat(Enumerable.Repeat("null,", 50_000)) + "null]"),
        static () => Encode("{\"id\":999999999999999999999999,\"type\":\"event\",\"event\":{}}"),
        static () => Encode("9223372036854775808"),
        static () => Encode("\"" + new string('b', Longest) + "\""),
        static () => Encode(new string(' ', Long) + "1"),
        static () => Encode(string.Concat(Enumerable.Repeat("/a", 50_000))),
        static () => Encode(string.Concat(Enumerable.Repeat("%2e%2e/", 10_000))),
        static () => Encode(new string('*', Long)),
    ];

    public static int Count => Makers.Length;

    public static byte[] Make(int index, FuzzCodec codec) => [.. Encode(codec.Around.Before), .. Makers[index](), .. Encode(codec.Around.After)];

    private static byte[] Encode(string text) => Encoding.UTF8.GetBytes(text);
}
