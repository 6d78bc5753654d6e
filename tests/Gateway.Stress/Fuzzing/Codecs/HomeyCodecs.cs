using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Gateway.Configuration;
using Gateway.Events;
using Gateway.Tests.Upstreams.Homey;
using Gateway.Upstreams.Homey;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Stress.Fuzzing.Codecs;

internal static class HomeyCodecs
{
    private const string List =
        """{"3f1c":{"id":"3f1c","name":"Hall","zone":"z1","capabilitiesObj":{"onoff":{"value":true},"dim":{"value":0.42}},"available":true},"9ab2":{"name":"Plug","capabilitiesObj":{}}}""";

    private static readonly Secret Token = new("kY7-secret-token");

    public static IEnumerable<FuzzCodec> All()
    {
        var rig = new HomeyDevicesRig();
        string[] arrays = [.. Recorded.JsonOf(Recorded.Homey).Where(static json => json[0] == '['), "[\"capability\",{\"capabilityId\":\"dim\",\"value\":0.5,\"transactionId\":\"t\"}]", "[\"update\",{\"id\":\"3f1c\",\"name\":\"x\"},1,2]"];
        return
        [
            FuzzCodec.Of("homey-event", input => Event(input, rig), arrays) with { Reset = () => rig = new HomeyDevicesRig(), MaxBytes = 512 << 10, MaxBytesPerByte = 200, Around = ("[\"capability\",{\"capabilityId\":\"dim\",\"value\":", "}]") },
            FuzzCodec.Of("homey-device-list", input => Devices(input, rig), List, "{}", "{\"a\":{\"name\":\"\\ud800\"}}") with { Reset = () => rig = new HomeyDevicesRig(), MaxBytes = 512 << 10, MaxBytesPerByte = 400, Around = ("{\"3f1c\":{\"name\":", "}}") },
            FuzzCodec.Of("homey-ack", Ack, [.. arrays, "[null,true]", "[{\"error\":\"no\",\"error_description\":\"kY7-secret-token\"}]", "[\"timeout\"]"]) with { Around = ("[null,", "]") },
            FuzzCodec.Of("homey-error", Error, [.. Recorded.HomeyBodies, "{\"error\":\"x\",\"error_description\":\"bad kY7-secret-token\"}", "\"text\""]) with { Around = ("{\"error\":", "}") },
            FuzzCodec.Of("homey-json", Member, [.. Recorded.HomeyBodies, List, "{\"a\":{\"b\":1},\"id\":\"x\"}"]) with { Around = ("{\"a\":", "}") },
            FuzzCodec.Of("homey-query", Query, "{\"a\":[1,\"x\"],\"b\":{\"c\":null}}", "{\"é\":\"& =\"}", "{}") with { Around = ("{\"a\":", "}"), MaxBytesPerByte = 200 },
            FuzzCodec.Of("homey-command", Command, "PUT /api/manager/devices/device/abc/capability/onoff", "setCapabilityValue homey:manager:devices", "GET /api/manager/flow/flow?a=b", "DELETE /api/x"),
        ];
    }

    private static bool Event(byte[] input, HomeyDevicesRig rig)
    {
        // The Socket.IO client hands over whole JSON only, and none that clients could not read.
        if (!HomeyJson.IsValid(input, JsonTokenType.StartArray) || !Recorded.IsJson(input, HubEvent.MaxDepth))
        {
            return false;
        }

        using var document = JsonDocument.Parse(input);
        byte[][] items = [.. document.RootElement.EnumerateArray().Select(static item => Encoding.UTF8.GetBytes(item.GetRawText()))];
        if (items.Length == 0)
        {
            return false;
        }

        using (rig.Stream.Enter())
        {
            var received = new SocketIOEvent { Namespace = "/api"u8, Name = "homey:device:3f1c"u8, Count = items.Length, First = items[0], Rest = [.. items.Skip(1).SelectMany(static (item, index) => index == 0 ? item : [(byte)',', .. item])] };
            if (!HomeyEvent.TryRead(received, out var read))
            {
                return false;
            }

            Must.Hold(Recorded.IsJson(read.Data) && (read.More.IsEmpty || Recorded.IsJson(read.More)), "an event's data is JSON");
            rig.Feed.Add(read);
            rig.Feed.Devices.Delete(read.Data);
        }

        Must.Hold(rig.Take().All(static line => line.StartsWith("homey:", StringComparison.Ordinal)), "an event is of a topic");
        return true;
    }

    private static bool Devices(byte[] input, HomeyDevicesRig rig)
    {
        if (HomeyDeviceList.Read(input) is not { } list)
        {
            return false;
        }

        rig.Feed.Devices.Apply(list, static _ => true, rig.Now);
        Must.Hold(list.Devices.Values.All(static device => Recorded.IsJson(device.Span)), "a device is JSON");
        rig.Take();
        return true;
    }

    private static bool Ack(byte[] input)
    {
        var ack = HomeyAck.Read(input, Token);
        return ack.Error is null;
    }

    private static bool Error(byte[] input)
    {
        var words = HomeyError.OfHttp(HttpStatusCode.BadRequest, input, Token).ToString() + (Recorded.IsJson(input) ? HomeyError.Of(input, Token).ToString() : "");
        Must.Hold(!words.Contains(Token.Reveal(), StringComparison.Ordinal), "no error tells the token", words);
        return Recorded.IsJson(input);
    }

    private static bool Member(byte[] input)
    {
        Must.Hold(HomeyJson.IsValid(input) == (Recorded.IsJson(input) && Utf8.IsValid(input)), "valid is JSON that is text");
        if (!Recorded.IsJson(input, first: JsonTokenType.StartObject))
        {
            return false;
        }

        var member = HomeyJson.Member(input, "id"u8);
        Must.Hold(member.IsEmpty || Recorded.IsJson(member), "a member is JSON");
        var without = HomeyJson.Without(input, "id"u8);
        Must.Hold(Recorded.IsJson(without) && HomeyJson.Member(without, "id"u8).IsEmpty, "what is left has the member no more", Encoding.UTF8.GetString(without));
        return true;
    }

    private static bool Query(byte[] input)
    {
        if (!Recorded.IsJson(input, first: JsonTokenType.StartObject))
        {
            return false;
        }

        var isTaken = HomeyQuery.TryAdd("/api/x", input, out var result, out var fault);
        Must.Hold(isTaken ? result is { Length: <= 8_192 } && !result.AsSpan(1).ContainsAny("#\r\n \\\"<>") && fault is null : fault is { Length: > 0 }, "a query is short and holds nothing that ends it", result ?? "");
        return isTaken;
    }

    private static bool Command(byte[] input)
    {
        var isTaken = HomeyCommand.TryRead(Recorded.Text(input), out var command, out var refusal);
        Must.Hold(isTaken ? command is not null : refusal is { Length: > 0 }, "a command, or a reason");
        return isTaken;
    }
}
