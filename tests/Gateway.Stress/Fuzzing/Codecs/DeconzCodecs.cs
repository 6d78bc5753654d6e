using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Gateway.Commands;
using Gateway.Configuration;
using Gateway.Events;
using Gateway.Tests.Upstreams.Deconz;
using Gateway.Upstreams.Deconz;

namespace Gateway.Stress.Fuzzing.Codecs;

internal static class DeconzCodecs
{
    private const string House = """
        {"config":{"whitelist":{"A":1}},"lights":{"4":{"name":"Desk","uniqueid":"00:17:88:01:02:03:04:05-0b","state":{"on":false,"bri":1}}},
         "sensors":{"12":{"name":"Remote","uniqueid":"u","state":{"buttonevent":1002,"lastupdated":"1"}}},"groups":{"3":{"name":"Kitchen","state":{"any_on":false}}}}
        """;

    private static readonly Secret Key = new("0123ABCDEF");

    public static IEnumerable<FuzzCodec> All()
    {
        var told = new DeconzTold();
        void Begin()
        {
            told = new DeconzTold();
            told.Begin(House, DeconzTopics.AllKey);
        }

        string[] frames = [.. Recorded.Deconz, """{"t":"event","e":"changed","r":"lights","id":"4","uniqueid":"00:17:88:01:02:03:04:05-0b","state":{"on":true}}""", """{"t":"event","e":"scene-called","r":"scenes","gid":"3","scid":"1"}"""];
        string[] answers = [.. Recorded.DeconzBodies, House];
        return
        [
            FuzzCodec.Of("deconz-frame", input => Frame(input, told), frames) with { Reset = Begin, MaxBytes = 512 << 10, MaxBytesPerByte = 200, Around = ("{\"t\":\"event\",\"e\":\"changed\",\"r\":\"lights\",\"id\":\"4\",\"state\":", "}") },
            FuzzCodec.Of("deconz-snapshot", input => Snapshot(input, told), answers) with { Reset = Begin, MaxBytes = 512 << 10, MaxBytesPerByte = 400, Around = ("{\"lights\":{\"4\":{\"state\":", "}}}") },
            FuzzCodec.Of("deconz-rest-object", RestObject, [.. answers, "{\"uniqueid\":\"a\",\"state\":{},\"config\":{\"on\":true},\"name\":\"x\"}"]) with { Around = ("{\"state\":", "}") },
            FuzzCodec.Of("deconz-verdict", Verdict, [.. answers, "[{\"success\":{\"/lights/1/state/on\":true}},{\"error\":{\"type\":3,\"address\":\"/x\",\"description\":\"no\"}}]"]) with { Around = ("[{\"error\":{\"type\":", "}}]"), MaxBytesPerByte = 400 },
            FuzzCodec.Of("deconz-secrets", Secrets, [.. answers, "{\"whitelist\":{\"0123ABCDEF\":{\"name\":\"x\"}},\"a\":\"0123ABCDEF\"}", "[{\"whit\\u0065list\":[1]}]"]) with { Around = ("{\"a\":", "}") },
            FuzzCodec.Of("deconz-whitelist-blank", Blank, [.. answers, "{\"whitelist\":{\"0123ABCDEF\":{\"name\":\"x}\"}},\"a\":1}", "{\"whitelist\" : [\"0123ABCDEF\"]}"]) with { Around = ("{\"whitelist\":", "}") },
            FuzzCodec.Of("deconz-command", ReadCommand, "PUT lights/1/state", "POST groups", "GET config", "DELETE sensors/12", "{\"on\":true}"),
        ];
    }

    private static bool Frame(byte[] input, DeconzTold told)
    {
        if (!DeconzFrame.TryRead(input, out var frame, out var fault))
        {
            Must.Hold(fault.Length > 0, "a refusal has a reason");
            return false;
        }

        told.Feed.Add(frame);
        CheckTold(told);
        return true;
    }

    private static bool Snapshot(byte[] input, DeconzTold told)
    {
        if (!DeconzSnapshot.IsGood(input))
        {
            return false;
        }

        if (input.Length % 4 == 0)
        {
            told.Feed.BeginSession(input);
            told.Feed.Watch(DeconzTopics.AllKey);
        }
        else
        {
            told.Feed.Compare(input);
        }

        CheckTold(told);
        return true;
    }

    private static void CheckTold(DeconzTold told)
    {
        foreach (var (topic, _, data) in told.All)
        {
            Must.Hold(topic.Length > 0 && Recorded.IsJson(Encoding.UTF8.GetBytes(data), maxDepth: HubEvent.MaxDepth), "an event is JSON that every client reads", data);
        }

        told.Forget();
    }

    private static bool RestObject(byte[] input)
    {
        // Its callers have checked the whole it is a part of.
        if (!DeconzJson.IsValid(input))
        {
            return false;
        }

        var read = DeconzRestObject.Read(input);
        Must.Hold((read.State.IsEmpty || Recorded.IsJson(read.State)) && (read.Config.IsEmpty || Recorded.IsJson(read.Config)), "a part is JSON");
        foreach (var isFrame in (bool[])[false, true])
        {
            var attributes = DeconzRestObject.Attributes(input, isFrame);
            Must.Hold(attributes.IsEmpty || Recorded.IsJson(attributes, first: JsonTokenType.StartObject), "attributes are a JSON object");
        }

        return true;
    }

    private static bool Verdict(byte[] input)
    {
        var verdict = DeconzVerdict.Read(input);
        Must.Hold(verdict.Words is not null, "a verdict has words");
        return verdict.Successes + verdict.Errors > 0;
    }

    private static bool Secrets(byte[] input)
    {
        var shown = DeconzSecrets.Redact(input, Key);
        Must.Hold(shown.IsEmpty == !DeconzJson.IsValid(input), "what is JSON stays, and nothing else is shown");
        Must.Hold(shown.IsEmpty || Recorded.IsJson(shown.Span), "what is shown is JSON", Encoding.UTF8.GetString(shown.Span));
        Must.Hold(shown.IsEmpty || Recorded.TextsIn(shown.Span).TrueForAll(static text => !text.Contains("0123ABCDEF", StringComparison.Ordinal)), "no text shows the key", Encoding.UTF8.GetString(shown.Span));
        return !shown.IsEmpty;
    }

    private static bool Blank(byte[] input)
    {
        var isJson = Recorded.IsJson(input);
        var (whole, pieces) = ((byte[])input.Clone(), (byte[])input.Clone());
        new DeconzWhitelistBlank().Blank(whole);
        var blank = new DeconzWhitelistBlank();
        for (var from = 0; from < pieces.Length; from += 7)
        {
            blank.Blank(pieces.AsSpan(from, Math.Min(7, pieces.Length - from)));
        }

        Must.Hold(whole.AsSpan().SequenceEqual(pieces), "pieces are blanked as the whole is");
        Must.Hold(!isJson || Recorded.IsJson(whole), "what was JSON stays JSON", Encoding.UTF8.GetString(whole));
        if (isJson && Utf8.IsValid(input) && !input.AsSpan().Contains((byte)'\\'))
        {
            using var document = JsonDocument.Parse(whole);
            Must.Hold(!HasWhitelist(document.RootElement), "no whitelist has anything in it", Encoding.UTF8.GetString(whole));
        }

        return isJson;
    }

    private static bool HasWhitelist(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Any(static member => (member.Name is "whitelist" && IsFull(member.Value)) || HasWhitelist(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().Any(HasWhitelist),
        _ => false,
    };

    private static bool IsFull(JsonElement value) => (value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Any()) || (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0);

    private static bool ReadCommand(byte[] input)
    {
        var text = Recorded.Text(input);
        var isTaken = DeconzCommand.TryRead(new Command("deconz", text, default), out var read, out var refusal);
        Must.Hold(isTaken ? read is not null : refusal is not null, "a command, or a reason");
        DeconzCommand.TryRead(new Command("deconz", "PUT lights/1/state", input), out _, out _);
        if (isTaken)
        {
            Must.Hold(!read!.Path.Split('/').Contains("..", StringComparer.Ordinal) && !read.Path.AsSpan().ContainsAny("\\\r\n?#") && !read.Path.Contains("//", StringComparison.Ordinal), "a path leads nowhere else", read.Path);
        }

        return isTaken;
    }
}
