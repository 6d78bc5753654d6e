using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Fakes;
using Gateway.Tests.Upstreams.SocketIO.Servers;
using Gateway.Upstreams;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Tests.Upstreams.SocketIO;

/// <summary>What our client must do with every generation by every transport. The names are the rows of docs/socketio-matrix.md.</summary>
internal static class SocketIOCases
{
    private const string Text = "[\"é中😀\\u0000\\\"\\\\\",{\"a\":[1,2.50,null]}]";

    public static IReadOnlyDictionary<string, Func<SocketIOCase, Task>> All { get; } = new Dictionary<string, Func<SocketIOCase, Task>>(StringComparer.Ordinal)
    {
        ["connect; the generation is told"] = ConnectAsync,
        ["generation found out (Auto)"] = AutoAsync,
        ["echo with Unicode, arguments untouched"] = EchoAsync,
        ["200 kB in one event, both ways"] = LargeAsync,
        ["event name with a quote"] = QuoteAsync,
        ["ack (error, result)"] = AckAsync,
        ["the server asks, we answer"] = AnswerAsync,
        ["namespace with query or auth"] = NamespaceAsync,
        ["token refused, with the server's words"] = RefusedAsync,
        ["namespace with a token check"] = SecureAsync,
        ["namespace that does not exist"] = UnknownNamespaceAsync,
        ["binary both ways"] = BinaryAsync,
        ["binary in an ack"] = BinaryAckAsync,
        ["binary as base64"] = Base64Async,
        ["every event arrives, binary too"] = CatchAllAsync,
        ["special characters in query values"] = QueryAsync,
        ["headers reach the handshake"] = HeadersAsync,
        ["500 events keep their order"] = BurstAsync,
        ["8 × 500 acks at once, none to the wrong caller"] = ConcurrentAcksAsync,
        ["raw packet"] = RawAsync,
        ["removed from the namespace, transport stays"] = KickAsync,
        ["closed by the server"] = KickCloseAsync,
        ["cut without a goodbye"] = KillAsync,
        ["server killed and started again"] = RestartAsync,
        ["frozen server is found dead"] = FreezeAsync,
        ["idle for three pings stays open"] = IdleAsync,
        ["disposed: nothing left on the server"] = DisposeAsync,
    };

    private static bool IsBinaryKnown(SocketIOCase test) => !test.IsLegacy;

    private static async Task ConnectAsync(SocketIOCase test)
    {
        var (connection, _) = await test.OpenAsync();
        connection.Generation.Engine.ShouldBe(test.IsLegacy ? 0 : test.IsEngine3 ? 3 : 4);
        connection.Generation.ToString().ShouldStartWith("socket.io");
        var info = JsonNode.Parse(await SocketIOCase.AskAsync(connection, "info"))![1]!;
        var expected = test.Transport == SocketIOTransport.Polling ? "polling" : "websocket";
        await Eventually.TrueAsync(
            () => string.Equals(JsonNode.Parse(SocketIOCase.AskAsync(connection, "info").GetAwaiter().GetResult())![1]!["transport"]!.GetValue<string>(), expected, StringComparison.Ordinal),
            $"the transport becomes {expected}, at first {info["transport"]}");
    }

    private static async Task AutoAsync(SocketIOCase test)
    {
        var (connection, _) = await test.OpenAsync(test.Options() with { Version = SocketIOVersion.Auto });
        connection.Generation.ToString().ShouldBe(test.Kind switch
        {
            SocketIOServerKind.V0 => "socket.io 0.9",
            SocketIOServerKind.V1 => "socket.io 1, EIO 3",
            SocketIOServerKind.V2 => "socket.io 2, EIO 3",
            _ => "socket.io 3 or 4, EIO 4",
        });
        (await SocketIOCase.AskAsync(connection, "ack", "[1]")).ShouldBe("""[null,{"got":[1]}]""");
    }

    private static async Task EchoAsync(SocketIOCase test)
    {
        var (connection, receiver) = await test.OpenAsync();
        await SocketIOCase.EmitAsync(connection, "echo", Text);
        var echo = await receiver.FirstAsync("echo");
        JsonNode.DeepEquals(JsonNode.Parse(echo.Args), JsonNode.Parse(Text)).ShouldBeTrue(echo.Args);
        echo.Namespace.ShouldBe("/");
    }

    private static async Task LargeAsync(SocketIOCase test)
    {
        var (connection, receiver) = await test.OpenAsync();
        var text = string.Concat(Enumerable.Repeat("xé中😀", 20_000));
        await SocketIOCase.EmitAsync(connection, "echo", $"[\"{text}\"]");
        JsonNode.Parse((await receiver.FirstAsync("echo")).Args)![0]!.GetValue<string>().ShouldBe(text);
    }

    private static async Task QuoteAsync(SocketIOCase test)
    {
        var (connection, receiver) = await test.OpenAsync();
        await SocketIOCase.EmitAsync(connection, "say \"hi\"", "[1]");
        (await receiver.FirstAsync("say \"hi\"")).Args.ShouldBe("[1]");
    }

    private static async Task AckAsync(SocketIOCase test)
    {
        var (connection, _) = await test.OpenAsync();
        (await SocketIOCase.AskAsync(connection, "ack", """[{"a":1}]""")).ShouldBe("""[null,{"got":[{"a":1}]}]""");
        (await SocketIOCase.AskAsync(connection, "ack", """["fail"]""")).ShouldBe("""[{"code":"failed","message":"as asked"},null]""");
        connection.Unanswered.ShouldBe(0);
    }

    private static async Task AnswerAsync(SocketIOCase test)
    {
        var (connection, receiver) = await test.OpenAsync();
        await SocketIOCase.EmitAsync(connection, "askme", "[7]");
        var question = await receiver.FirstAsync("question");
        question.Args.ShouldBe("""[{"n":7}]""");
        var answer = SocketIORequest.Answer(question.Namespace, question.AckId.ShouldNotBeNull(), """[null,{"ok":7}]"""u8.ToArray());
        (await connection.SendAsync(answer, CancellationToken.None).Soon()).Kind.ShouldBe(UpstreamReplyKind.Yes);
        (await receiver.FirstAsync("answered")).Args.ShouldBe("""[null,{"ok":7}]""");
    }

    private static async Task NamespaceAsync(SocketIOCase test)
    {
        var (connection, receiver) = await test.OpenAsync();
        var reply = await connection.JoinAsync("/chat?room=a%26b", """{"room":"a&b"}"""u8.ToArray(), CancellationToken.None).Soon();
        reply.Kind.ShouldBe(UpstreamReplyKind.Yes);
        (await connection.JoinAsync("/chat", default, CancellationToken.None).Soon()).Kind.ShouldBe(UpstreamReplyKind.Yes);
        await SocketIOCase.EmitAsync(connection, "echo", "[1]", "/chat");
        (await receiver.FirstAsync("echo")).Namespace.ShouldBe("/chat");
        var info = await SocketIOCase.AskAsync(connection, "info", space: "/chat");
        if (!test.IsLegacy)
        {
            // 0.9 keeps the query of a namespace to itself.
            info.ShouldContain("a&b");
        }
    }

    private static async Task RefusedAsync(SocketIOCase test)
    {
        var opening = await test.TryOpenAsync(test.Options() with
        {
            Query = new Dictionary<string, string>(StringComparer.Ordinal) { ["token"] = "bad" },
            Auth = """{"token":"bad"}"""u8.ToArray(),
        });
        opening.IsOpen.ShouldBeFalse();
        opening.Reason!.IsFinal.ShouldBeTrue(opening.Reason.Message);
        opening.Refusal.ShouldBe(test.IsLegacy ? "handshake unauthorized" : test.Kind == SocketIOServerKind.V4AllowEio3 ? "{\"code\":401}" : "bad token");
        opening.Reason.Message.ShouldContain(opening.Refusal!);
    }

    private static async Task SecureAsync(SocketIOCase test)
    {
        // 0.9 looks at the query of the handshake, whatever the namespace's own says.
        var query = new Dictionary<string, string>(StringComparer.Ordinal);
        if (test.IsLegacy)
        {
            query["token"] = "other";
        }

        var (connection, _) = await test.OpenAsync(test.Options() with { Query = query });
        var refused = await connection.JoinAsync("/secure?token=wrong", """{"token":"wrong"}"""u8.ToArray(), CancellationToken.None).Soon();
        refused.Kind.ShouldBe(UpstreamReplyKind.No);
        Encoding.UTF8.GetString(refused.Json.Span).ShouldContain(test.IsLegacy ? "unauthorized" : "not authorized");
        (await SocketIOCase.AskAsync(connection, "ack", "[1]")).ShouldBe("""[null,{"got":[1]}]""");
        if (test.IsLegacy)
        {
            query["token"] = "good";
            (connection, _) = await test.OpenAsync(test.Options() with { Query = query });
        }

        var joined = await connection.JoinAsync("/secure?token=good", """{"token":"good"}"""u8.ToArray(), CancellationToken.None).Soon();
        joined.Kind.ShouldBe(UpstreamReplyKind.Yes);
    }

    private static async Task UnknownNamespaceAsync(SocketIOCase test)
    {
        // 0.9 does not answer at all.
        var (connection, _) = await test.OpenAsync(test.Options() with { StepTimeout = TimeSpan.FromSeconds(test.IsLegacy ? 1 : 10) });
        var reply = await connection.JoinAsync("/nope", default, CancellationToken.None).Soon();
        reply.Kind.ShouldBe(test.IsLegacy ? UpstreamReplyKind.TimedOut : UpstreamReplyKind.No);
        (await SocketIOCase.AskAsync(connection, "ack", "[1]")).ShouldBe("""[null,{"got":[1]}]""");
    }

    private static async Task BinaryAsync(SocketIOCase test)
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

    private static async Task BinaryAckAsync(SocketIOCase test)
    {
        var (connection, _) = await test.OpenAsync();
        if (IsBinaryKnown(test))
        {
            (await SocketIOCase.AskAsync(connection, "binack", """[{"$binary":"AQID"}]""")).ShouldBe("""[null,{"data":{"$binary":"AQID"},"len":3}]""");
        }
    }

    private static async Task Base64Async(SocketIOCase test)
    {
        var (connection, receiver) = await test.OpenAsync(test.Options() with { Base64 = true });
        await BinaryAsync(test, connection, receiver);
        await SocketIOCase.EmitAsync(connection, "echo", Text);
        JsonNode.DeepEquals(JsonNode.Parse((await receiver.FirstAsync("echo")).Args), JsonNode.Parse(Text)).ShouldBeTrue();
    }

    private static async Task CatchAllAsync(SocketIOCase test)
    {
        var (connection, receiver) = await test.OpenAsync();
        (await SocketIOCase.AskAsync(connection, "ack", "[1]")).ShouldNotBeEmpty();
        await test.Server.EmitAsync("never heard of", """[{"n":1},2]""");
        var received = await receiver.FirstAsync("never heard of");
        received.Args.ShouldBe("""[{"n":1},2]""");
        received.AckId.ShouldBeNull();
    }

    private static async Task QueryAsync(SocketIOCase test)
    {
        const string Value = "a&b=c d,é%😀#?/";
        var query = new Dictionary<string, string>(StringComparer.Ordinal) { ["x y"] = Value };
        var (encoded, _) = await test.OpenAsync(test.Options() with { Query = query });
        JsonNode.Parse(await SocketIOCase.AskAsync(encoded, "info"))![1]!["query"]!["x y"]!.GetValue<string>().ShouldBe(Value);
        query = new Dictionary<string, string>(StringComparer.Ordinal) { ["x"] = "a%26b&y=2" };
        var (plain, _) = await test.OpenAsync(test.Options() with { Query = query, EncodeQuery = false, Timestamp = true });
        var seen = JsonNode.Parse(await SocketIOCase.AskAsync(plain, "info"))![1]!["query"]!;
        seen["x"]!.GetValue<string>().ShouldBe("a&b");
        seen["y"]!.GetValue<string>().ShouldBe("2");
        long.Parse(seen["t"]!.GetValue<string>(), CultureInfo.InvariantCulture).ShouldBeGreaterThan(1_700_000_000_000);
    }

    private static async Task HeadersAsync(SocketIOCase test)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Authorization"] = "Bearer good", ["X-Site"] = "a" };
        var (connection, _) = await test.OpenAsync(test.Options() with { Headers = headers });
        var seen = JsonNode.Parse(await SocketIOCase.AskAsync(connection, "info"))![1]!["headers"]!;
        seen["authorization"]!.GetValue<string>().ShouldBe("Bearer good");
        seen["x-site"]!.GetValue<string>().ShouldBe("a");
    }

    private static async Task BurstAsync(SocketIOCase test)
    {
        var (connection, receiver) = await test.OpenAsync();
        await SocketIOCase.EmitAsync(connection, "burst", """[{"count":500,"size":100}]""");
        await receiver.FirstAsync("burstdone");
        receiver.Events.Where(static received => string.Equals(received.Name, "burst", StringComparison.Ordinal))
            .Select(static received => JsonNode.Parse(received.Args)![0]!.GetValue<int>())
            .ShouldBe(Enumerable.Range(1, 500));
    }

    private static async Task ConcurrentAcksAsync(SocketIOCase test)
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

    private static async Task RawAsync(SocketIOCase test)
    {
        var (connection, receiver) = await test.OpenAsync();
        var packet = test.IsLegacy ? """5:::{"name":"echo","args":["raw"]}"""u8.ToArray() : """42["echo","raw"]"""u8.ToArray();
        (await connection.WriteRawAsync(packet, CancellationToken.None).Soon()).ShouldBeNull();
        (await receiver.FirstAsync("echo")).Args.ShouldBe("[\"raw\"]");
        packet = test.IsLegacy ? """5:77+::{"name":"ack","args":[1]}"""u8.ToArray() : """4277["ack",1]"""u8.ToArray();
        (await connection.WriteRawAsync(packet, CancellationToken.None).Soon()).ShouldBeNull();
        await Eventually.TrueAsync(() => !receiver.Acks.IsEmpty, "the ack of a raw packet");
        receiver.Acks.ShouldHaveSingleItem().ShouldBe("""/ 77 [null,{"got":[1]}]""");
        (await connection.WriteRawAsync("42[\"echo\","u8.ToArray(), CancellationToken.None).Soon()).ShouldNotBeNull();
        (await SocketIOCase.AskAsync(connection, "ack", "[1]")).ShouldNotBeEmpty();
    }

    private static async Task KickAsync(SocketIOCase test)
    {
        var (connection, receiver) = await test.OpenAsync();
        (await connection.JoinAsync("/chat", default, CancellationToken.None).Soon()).Kind.ShouldBe(UpstreamReplyKind.Yes);
        await SocketIOCase.EmitAsync(connection, "kick", space: "/chat");
        await Eventually.TrueAsync(() => !receiver.Removals.IsEmpty, "the removal from /chat");
        receiver.Removals.ShouldHaveSingleItem().ShouldBe("/chat");
        var reply = await connection.SendAsync(SocketIORequest.Event("/chat", "echo", default), CancellationToken.None).Soon();
        reply.Kind.ShouldBe(UpstreamReplyKind.NotSent);
        (await SocketIOCase.AskAsync(connection, "ack", "[1]")).ShouldNotBeEmpty();
    }

    private static async Task KickCloseAsync(SocketIOCase test)
    {
        var (connection, _) = await test.OpenAsync();
        await SocketIOCase.EmitAsync(connection, "kickclose");
        (await connection.Completion.Soon()).Name.ShouldBe("hub-closed");
    }

    private static async Task KillAsync(SocketIOCase test)
    {
        var (connection, _) = await test.OpenAsync();
        using var limit = new CancellationTokenSource(Eventually.Limit);
        var silent = connection.SendAsync(SocketIORequest.Event("/", "silent", default), limit.Token);
        await SocketIOCase.AskAsync(connection, "ack", "[1]");
        await SocketIOCase.EmitAsync(connection, "kill");
        if (test.Transport == SocketIOTransport.Polling && test.Kind == SocketIOServerKind.V3)
        {
            // This one does not notice that a GET was cut, and takes the next as if nothing had happened.
            (await SocketIOCase.AskAsync(connection, "ack", "[1]")).ShouldNotBeEmpty();
            return;
        }

        (await connection.Completion.Soon()).Name.ShouldBe("hub-closed");
        (await silent.Soon()).Kind.ShouldBe(UpstreamReplyKind.Lost);
    }

    private static async Task RestartAsync(SocketIOCase test)
    {
        await test.StartOwnAsync();
        var (connection, _) = await test.OpenAsync();
        await test.Server.KillAsync();
        (await connection.Completion.Soon()).Name.ShouldBe("hub-closed");
        var away = await test.TryOpenAsync(test.Options());
        away.Reason.ShouldNotBeNull().Name.ShouldBe("unreachable");
        await test.Server.RestartAsync();
        var (again, _) = await test.OpenAsync();
        (await SocketIOCase.AskAsync(again, "ack", "[1]")).ShouldNotBeEmpty();
    }

    private static async Task FreezeAsync(SocketIOCase test)
    {
        await test.StartOwnAsync("--ping-interval", "1000", "--ping-timeout", "1000");
        var (connection, _) = await test.OpenAsync();
        await SocketIOCase.AskAsync(connection, "ack", "[1]");
        await test.Server.FreezeAsync();
        (await connection.Completion.Soon()).Name.ShouldBe("silent");
        test.Server.Unfreeze();
    }

    private static async Task IdleAsync(SocketIOCase test)
    {
        await test.StartOwnAsync("--ping-interval", test.IsLegacy ? "1000" : "300", "--ping-timeout", test.IsLegacy ? "2000" : "400");
        var (connection, _) = await test.OpenAsync();
        var before = connection.PacketsRead;
        await Eventually.TrueAsync(() => connection.PacketsRead >= before + 3 || connection.Completion.IsCompleted, "three signs of life");
        connection.Completion.IsCompleted.ShouldBeFalse(connection.Completion.IsCompleted ? (await connection.Completion).Message : "");
        (await SocketIOCase.AskAsync(connection, "ack", "[1]")).ShouldNotBeEmpty();
    }

    private static async Task DisposeAsync(SocketIOCase test)
    {
        await test.StartOwnAsync();
        var (connection, _) = await test.OpenAsync();
        await test.OpenAsync(test.Options() with { Version = SocketIOVersion.Auto });
        await connection.JoinAsync("/chat", default, CancellationToken.None).Soon();
        await test.Server.CountsAsync(static counts => counts.Joined["/chat"] == 1);
        await connection.DisposeAsync().AsTask().Soon();
        (await connection.Completion.Soon()).ShouldNotBeNull();
        await test.Server.CountsAsync(static counts => counts.Joined["/chat"] == 0 && counts.Joined["/"] <= 1 && counts.Connections <= 3);
    }
}
