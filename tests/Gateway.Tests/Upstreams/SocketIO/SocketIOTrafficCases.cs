using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Commands;
using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Tests.Upstreams.SocketIO;

/// <summary>Cases of what is sent and received.</summary>
internal static class SocketIOTrafficCases
{
    private const string Text = "[\"é中😀\\u0000\\\"\\\\\",{\"a\":[1,2.50,null]}]";

    private static bool IsBinaryKnown(SocketIOCase test) => !test.IsLegacy;

    public static async Task EchoAsync(SocketIOCase test)
    {
        var (connection, receiver) = await test.OpenAsync();
        await SocketIOCase.EmitAsync(connection, "echo", Text);
        var echo = await receiver.FirstAsync("echo");
        JsonNode.DeepEquals(JsonNode.Parse(echo.Args), JsonNode.Parse(Text)).ShouldBeTrue(echo.Args);
        echo.Namespace.ShouldBe("/");
    }

    public static async Task LargeAsync(SocketIOCase test)
    {
        var (connection, receiver) = await test.OpenAsync();
        var text = string.Concat(Enumerable.Repeat("xé中😀", 20_000));
        await SocketIOCase.EmitAsync(connection, "echo", $"[\"{text}\"]");
        JsonNode.Parse((await receiver.FirstAsync("echo")).Args)![0]!.GetValue<string>().ShouldBe(text);
    }

    public static async Task QuoteAsync(SocketIOCase test)
    {
        var (connection, receiver) = await test.OpenAsync();
        await SocketIOCase.EmitAsync(connection, "say \"hi\"", "[1]");
        (await receiver.FirstAsync("say \"hi\"")).Args.ShouldBe("[1]");
    }

    public static async Task AckAsync(SocketIOCase test)
    {
        var (connection, _) = await test.OpenAsync();
        (await SocketIOCase.AskAsync(connection, "ack", """[{"a":1}]""")).ShouldBe("""[null,{"got":[{"a":1}]}]""");
        (await SocketIOCase.AskAsync(connection, "ack", """["fail"]""")).ShouldBe("""[{"code":"failed","message":"as asked"},null]""");
        connection.Unanswered.ShouldBe(0);
    }

    public static async Task AnswerAsync(SocketIOCase test)
    {
        var (connection, receiver) = await test.OpenAsync();
        await SocketIOCase.EmitAsync(connection, "askme", "[7]");
        var question = await receiver.FirstAsync("question");
        question.Args.ShouldBe("""[{"n":7}]""");
        var answer = SocketIORequest.Answer(question.Namespace, question.AckId.ShouldNotBeNull(), """[null,{"ok":7}]"""u8.ToArray());
        (await connection.SendAsync(answer, CancellationToken.None).Soon()).Kind.ShouldBe(UpstreamReplyKind.Yes);
        (await receiver.FirstAsync("answered")).Args.ShouldBe("""[null,{"ok":7}]""");
    }

    public static async Task BinaryAsync(SocketIOCase test)
    {
        var (connection, receiver) = await test.OpenAsync();
        await BinaryAsync(test, connection, receiver);
    }

    private static async Task BinaryAsync(SocketIOCase test, SocketIOConnection connection, RecordingReceiver receiver)
    {
        var args = Encoding.UTF8.GetBytes("""[{"name":"f","data":{"$binary":"AQIDBP8A"}}]""");
        var reply = await connection.SendAsync(SocketIORequest.Event("/", "bin", args, wantsAck: false), CancellationToken.None).Soon();
        reply.Kind.ShouldBe(IsBinaryKnown(test) ? UpstreamReplyKind.Yes : UpstreamReplyKind.No);
        if (IsBinaryKnown(test))
        {
            (await receiver.FirstAsync("bin")).Args.ShouldBe("""[{"name":"f","data":{"$binary":"AQIDBP8A"},"len":6}]""");
        }
    }

    public static async Task BinaryAckAsync(SocketIOCase test)
    {
        var (connection, _) = await test.OpenAsync();
        if (IsBinaryKnown(test))
        {
            (await SocketIOCase.AskAsync(connection, "binack", """[{"$binary":"AQID"}]""")).ShouldBe("""[null,{"data":{"$binary":"AQID"},"len":3}]""");
        }
    }

    public static async Task Base64Async(SocketIOCase test)
    {
        var (connection, receiver) = await test.OpenAsync(test.Options() with { Base64 = true });
        await BinaryAsync(test, connection, receiver);
        await SocketIOCase.EmitAsync(connection, "echo", Text);
        JsonNode.DeepEquals(JsonNode.Parse((await receiver.FirstAsync("echo")).Args), JsonNode.Parse(Text)).ShouldBeTrue();
    }

    public static async Task CatchAllAsync(SocketIOCase test)
    {
        var (connection, receiver) = await test.OpenAsync();
        (await SocketIOCase.AskAsync(connection, "ack", "[1]")).ShouldNotBeEmpty();
        await test.Server.EmitAsync("never heard of", """[{"n":1},2]""");
        var received = await receiver.FirstAsync("never heard of");
        received.Args.ShouldBe("""[{"n":1},2]""");
        received.AckId.ShouldBeNull();
    }

    public static async Task BurstAsync(SocketIOCase test)
    {
        var (connection, receiver) = await test.OpenAsync();
        await SocketIOCase.EmitAsync(connection, "burst", """[{"count":500,"size":100}]""");
        await receiver.FirstAsync("burstdone");
        receiver.Events.Where(static received => string.Equals(received.Name, "burst", StringComparison.Ordinal))
            .Select(static received => JsonNode.Parse(received.Args)![0]!.GetValue<int>())
            .ShouldBe(Enumerable.Range(1, 500));
    }

    public static async Task ConcurrentAcksAsync(SocketIOCase test)
    {
        var (connection, _) = await test.OpenAsync();
        var asking = Enumerable.Range(0, 8).Select(async caller =>
        {
            await Task.Yield();
            var asked = Enumerable.Range(0, 500).Select(async number =>
            {
                var mine = string.Create(CultureInfo.InvariantCulture, $"\"{caller}/{number}\"");
                return string.Equals(await SocketIOCase.AskAsync(connection, "ack", $"[{mine}]"), $$"""[null,{"got":[{{mine}}]}]""", StringComparison.Ordinal);
            });
            return (await Task.WhenAll(asked)).Count(static isRight => isRight);
        });
        (await Task.WhenAll(asking).Soon()).Sum().ShouldBe(4000);
        connection.Unanswered.ShouldBe(0);
    }

    public static async Task RawAsync(SocketIOCase test)
    {
        var (connection, receiver) = await test.OpenAsync();
        var packet = test.IsLegacy ? """5:::{"name":"echo","args":["raw"]}"""u8.ToArray() : """42["echo","raw"]"""u8.ToArray();
        (await connection.WriteRawAsync(packet, CancellationToken.None).Soon()).Status.ShouldBe(CommandStatus.Sent);
        (await receiver.FirstAsync("echo")).Args.ShouldBe("[\"raw\"]");
        packet = test.IsLegacy ? """5:77+::{"name":"ack","args":[1]}"""u8.ToArray() : """4277["ack",1]"""u8.ToArray();
        (await connection.WriteRawAsync(packet, CancellationToken.None).Soon()).Status.ShouldBe(CommandStatus.Sent);
        await Eventually.TrueAsync(() => !receiver.Acks.IsEmpty, "the ack of a raw packet");
        receiver.Acks.ShouldHaveSingleItem().ShouldBe("""/ 77 [null,{"got":[1]}]""");
        (await connection.WriteRawAsync("42[\"echo\","u8.ToArray(), CancellationToken.None).Soon()).Status.ShouldBe(CommandStatus.Invalid);
        (await SocketIOCase.AskAsync(connection, "ack", "[1]")).ShouldNotBeEmpty();
    }
}
