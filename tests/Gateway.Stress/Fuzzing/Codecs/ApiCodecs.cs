using System.Buffers;
using System.Text;
using System.Text.Json;
using Gateway.Api;
using Gateway.Api.Live;
using Gateway.Commands;
using Gateway.Diagnostics;
using Gateway.Events;

namespace Gateway.Stress.Fuzzing.Codecs;

internal static class ApiCodecs
{
    private const string Route = "/api/hubs/home/http/";

    public static IEnumerable<FuzzCodec> All() =>
    [
        FuzzCodec.Of("pass-through-path", Path, Route + "lights/3", Route + "api/states/light.hall", Route + "a%20b/%C3%A9", Route + "a/../b", Route + "%2e%2e/x", Route + "a//b", Route + "a;x=1/b", Route, "/api/hubs/./home/http/a", "http://x/") with { Around = (Route, ""), MaxBytesPerByte = 400 },
        FuzzCodec.Of("pass-through-query", Query, "a=b&c=d", "filter[x]=1", "a=%20%C3%A9", "q=%00", "x=\"<>\"", "?/:@", "a|b") with { Around = ("a=", "") },
        FuzzCodec.Of("request", Request, "{\"hub\":\"home\",\"topics\":[\"a\",{\"type\":\"x\"}],\"cursor\":\"a:1\",\"maxRate\":5}", "{\"hub\":\"home\",\"name\":\"x\",\"args\":[1],\"timeoutMs\":5,\"wait\":false,\"idempotencyKey\":\"k\",\"expiresAt\":\"2026-11-21T12:00:00Z\",\"confirm\":{\"topic\":\"a\",\"timeoutMs\":9}}") with { Around = ("{\"name\":\"a\",\"args\":", "}") },
        FuzzCodec.Of("command-fingerprint", Fingerprint, "{\"a\":[1,2,{\"b\":null}],\"c\":\"x\"}", "[]", "\"x\"", "[1,[2],\"3\"]") with { Around = ("{\"a\":", "}"), MaxBytesPerByte = 200 },
        FuzzCodec.Of("prometheus-labels", Labels, "home\nHomeAssistant", "a\"b\\c\nd", "", "é\u2028"),
        FuzzCodec.Of("sse-record", Sse, "{\"a\":1}", "{\n\"a\":\r\n[1,\n2]}", "\r\r\n\n", "x"),
        FuzzCodec.Of("frame-header", Frame, new string('x', 125), new string('x', 126), new string('x', 127), new string('x', 4_000), "x"),
    ];

    private static bool Path(byte[] input)
    {
        // It is given the target up to its query.
        var text = Recorded.Text(input).Split('?')[0];
        if (!HttpPassThroughPath.TryRead(text, "", "home", out var read, out var fault))
        {
            Must.Hold(fault is { Length: > 0 }, "a refusal has a reason");
            return false;
        }

        var segments = read.Plain.Split('/');
        Must.Hold(!segments.Any(static segment => segment.Trim() is "." or "..") && !segments.SkipLast(1).Contains("", StringComparer.Ordinal), "no segment leads upwards or is empty", read.Plain);
        Must.Hold(!read.Plain.Contains('\\', StringComparison.Ordinal) && !read.Plain.Any(char.IsControl) && !read.Encoded.AsSpan().ContainsAny("\\?# \r\n"), "no backslash, control character, or end of a path", read.Encoded);
        Must.Hold(string.Equals(Uri.UnescapeDataString(read.Encoded), read.Plain, StringComparison.Ordinal), "what is sent is what was authorised", $"{read.Encoded} is {read.Plain}");
        Must.Hold(HttpPassThroughPath.TryRead(Route + read.Encoded, "", "home", out var again, out _) && again == read, "read again it is the same", read.Encoded);
        Must.Hold(new Uri(new Uri("http://hub/api/"), "./" + read.Encoded).AbsolutePath.StartsWith("/api/", StringComparison.Ordinal), "it stays below the hub's root", read.Encoded);
        return true;
    }

    private static bool Query(byte[] input)
    {
        var fault = HttpPassThroughQuery.Read(Recorded.Text(input), out var encoded);
        if (fault is not null)
        {
            return false;
        }

        Must.Hold(encoded.All(static letter => letter is > ' ' and < '\x7F' and not ('#' or '"' or '<' or '>' or '\\' or '^' or '`' or '{' or '|' or '}')), "nothing in it ends the address", encoded);
        Must.Hold(HttpPassThroughQuery.Read(encoded, out var again) is null && string.Equals(again, encoded, StringComparison.Ordinal), "read again it is the same", encoded);
        return true;
    }

    private static bool Request(byte[] input)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(input);
        }
        catch (JsonException)
        {
            return false;
        }

        using (document)
        {
            var accepted = Try(() => new RequestReader(document.RootElement).Topics());
            accepted &= Try(() => new RequestReader(document.RootElement).Cursor());
            accepted &= Try(() => new RequestReader(document.RootElement).MinInterval());
            var isCommand = Try(() => new RequestReader(document.RootElement).Command("home"));
            isCommand &= Try(() => new RequestReader(document.RootElement).Confirm());
            return accepted | isCommand;
        }
    }

    private static bool Try(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (BadRequestException exception)
        {
            Must.Hold(exception.Message.Length > 0, "a refusal has a reason");
            return false;
        }
    }

    private static bool Fingerprint(byte[] input)
    {
        // Arguments have been parsed where they came in.
        if (!Recorded.IsJson(input))
        {
            return false;
        }

        var one = CommandFingerprint.Of(new Command("home", "x", input));
        using var document = JsonDocument.Parse(input);
        byte[] spaced = [.. "\r\n "u8, .. input, .. " \t"u8];
        Must.Hold(one.AsSpan().SequenceEqual(CommandFingerprint.Of(new Command("home", "x", spaced))), "white space makes no other command");
        Must.Hold(!one.AsSpan().SequenceEqual(CommandFingerprint.Of(new Command("home", "y", input))), "another name is another command");
        byte[] wrapped = [(byte)'[', .. input, (byte)']'];
        Must.Hold(!one.AsSpan().SequenceEqual(CommandFingerprint.Of(new Command("home", "x", wrapped))), "other arguments are another command");
        return true;
    }

    private static bool Labels(byte[] input)
    {
        var value = Recorded.Text(input);
        var labels = PrometheusText.Labels([new("b", value), new("a.x", "1")]);
        Must.Hold(!labels.Contains('\n', StringComparison.Ordinal), "labels are one line", labels);
        const string start = "a_x=\"1\",b=\"";
        Must.Hold(labels.StartsWith(start, StringComparison.Ordinal) && labels.EndsWith('"'), "labels come in order");
        var read = new StringBuilder();
        var inner = labels[start.Length..^1];
        for (var at = 0; at < inner.Length; at++)
        {
            Must.Hold(inner[at] != '"', "no quote ends a value early");
            read.Append(inner[at] != '\\' ? inner[at] : inner[++at] == 'n' ? '\n' : inner[at]);
        }

        Must.Hold(string.Equals(read.ToString(), value, StringComparison.Ordinal), "a value that is written is read as itself");
        return true;
    }

    private static bool Sse(byte[] input)
    {
        var output = new ArrayBufferWriter<byte>();
        SseRecord.Write(output, MessageTarget.Event, input);
        output.Write(SseRecord.MakeId("a:1"));
        output.Write("\n"u8);
        var lines = Encoding.Latin1.GetString(output.WrittenSpan).Split('\n');
        Must.Hold(lines[0] is "event: event" && lines[^3] is "id: a:1" && lines[^2].Length == 0 && lines[^1].Length == 0, "a record has its event, its id and its end");
        var data = lines[1..^3];
        Must.Hold(data.All(static line => line.StartsWith("data: ", StringComparison.Ordinal) && !line.Contains('\r', StringComparison.Ordinal)), "every line between is data");
        var told = string.Join('\n', data.Select(static line => line["data: ".Length..]));
        Must.Hold(string.Equals(told, Encoding.Latin1.GetString(input).Replace('\r', '\n'), StringComparison.Ordinal), "what is told is what was given");
        return true;
    }

    private static bool Frame(byte[] input)
    {
        byte[] whole = [.. new byte[FrameHeader.MaxLength], .. input];
        var frame = FrameHeader.Frame(whole).Span;
        var length = frame[1] switch
        {
            126 => (frame[2] << 8) | frame[3],
            127 => (int)System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(frame[2..]),
            _ => frame[1],
        };
        var head = frame[1] switch
        {
            126 => 4,
            127 => 10,
            _ => 2,
        };
        Must.Hold(frame[0] == 0x81 && length == input.Length && frame[head..].SequenceEqual(input), "a frame says its length and holds its payload");
        return true;
    }
}
