using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Fakes;
using Gateway.Tests.Upstreams.SocketIO.Servers;
using Gateway.Upstreams;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Tests.Upstreams.SocketIO;

/// <summary>Cases of how a connection is opened and namespaces are joined.</summary>
internal static class SocketIOOpeningCases
{
    public static async Task ConnectAsync(SocketIOCase test)
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

    public static async Task AutoAsync(SocketIOCase test)
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

    public static async Task NamespaceAsync(SocketIOCase test)
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

    public static async Task RefusedAsync(SocketIOCase test)
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

    public static async Task SecureAsync(SocketIOCase test)
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

    public static async Task UnknownNamespaceAsync(SocketIOCase test)
    {
        // 0.9 does not answer at all.
        var (connection, _) = await test.OpenAsync(test.Options() with { StepTimeout = TimeSpan.FromSeconds(test.IsLegacy ? 1 : 10) });
        var reply = await connection.JoinAsync("/nope", default, CancellationToken.None).Soon();
        reply.Kind.ShouldBe(test.IsLegacy ? UpstreamReplyKind.TimedOut : UpstreamReplyKind.No);
        (await SocketIOCase.AskAsync(connection, "ack", "[1]")).ShouldBe("""[null,{"got":[1]}]""");
    }

    public static async Task QueryAsync(SocketIOCase test)
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

    public static async Task HeadersAsync(SocketIOCase test)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Authorization"] = "Bearer good", ["X-Site"] = "a" };
        var (connection, _) = await test.OpenAsync(test.Options() with { Headers = headers });
        var seen = JsonNode.Parse(await SocketIOCase.AskAsync(connection, "info"))![1]!["headers"]!;
        seen["authorization"]!.GetValue<string>().ShouldBe("Bearer good");
        seen["x-site"]!.GetValue<string>().ShouldBe("a");
    }

    public static async Task OwnNamespaceRefusedAsync(SocketIOCase test)
    {
        // 0.9 looks at the query of the handshake, whose token the root lets in.
        var options = test.Options() with
        {
            Namespace = "/secure",
            Auth = """{"token":"other"}"""u8.ToArray(),
            Query = new Dictionary<string, string>(StringComparer.Ordinal) { ["token"] = "other" },
            Secrets = ["other"],
        };
        var refused = await test.TryOpenAsync(options);
        refused.IsOpen.ShouldBeFalse();
        refused.Reason!.IsFinal.ShouldBeTrue(refused.Reason.Message);
        refused.Reason.Message.ShouldContain("/secure");
        refused.Reason.Message.ShouldContain(test.IsLegacy ? "unauthorized" : "not authorized");
        var (joined, _) = await test.OpenAsync(options with
        {
            Auth = """{"token":"good"}"""u8.ToArray(),
            Query = new Dictionary<string, string>(StringComparer.Ordinal) { ["token"] = "good" },
        });
        (await SocketIOCase.AskAsync(joined, "ack", "[1]", "/secure")).ShouldBe("""[null,{"got":[1]}]""");
    }

    public static async Task WrongVersionAsync(SocketIOCase test)
    {
        SocketIOVersion[] wrong = test.Kind switch
        {
            SocketIOServerKind.V0 => [SocketIOVersion.V2, SocketIOVersion.V4],
            SocketIOServerKind.V1 or SocketIOServerKind.V2 => [SocketIOVersion.V0, SocketIOVersion.V4],
            SocketIOServerKind.V4AllowEio3 => [SocketIOVersion.V0],
            _ => [SocketIOVersion.V0, SocketIOVersion.V2],
        };
        var own = test.IsLegacy ? "0.9" : test.Kind is SocketIOServerKind.V1 or SocketIOServerKind.V2 ? "IO 3" : "IO 4";
        foreach (var version in wrong)
        {
            // 3.x says nothing at all to a WebSocket of Engine.IO 3.
            var opening = await test.TryOpenAsync(test.Options() with { Version = version, StepTimeout = TimeSpan.FromSeconds(3) });
            opening.IsOpen.ShouldBeFalse($"{version}");
            opening.Reason!.Message.ShouldContain("'Version'");
            opening.Reason.Message.ShouldContain(own);
            opening.Reason.IsFinal.ShouldBeFalse();
        }
    }

    public static async Task HandshakeUrlAsync(SocketIOCase test)
    {
        var path = test.IsLegacy ? "/socket.io/1/?from=handshake" : "/socket.io/?from=handshake";
        var (connection, _) = await test.OpenAsync(test.Options() with { HandshakeUrl = new Uri(test.Server.Url, path) });
        JsonNode.Parse(await SocketIOCase.AskAsync(connection, "info"))![1]!["query"]!["from"]!.GetValue<string>().ShouldBe("handshake");
    }

    public static async Task OwnCertificateAsync(SocketIOCase test)
    {
        using var certificate = TestCertificates.SelfSigned("127.0.0.1");
        await test.StartTlsAsync(certificate);
        var refused = await test.TryOpenAsync(test.Options());
        refused.Reason.ShouldNotBeNull().Name.ShouldBe("certificate-refused");
        var fingerprint = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        refused.Reason.Message.ShouldContain(fingerprint);
        foreach (var version in new[] { test.Options().Version, SocketIOVersion.Auto })
        {
            var (connection, receiver) = await test.OpenAsync(test.Options() with { Tls = new TlsOptions(null, fingerprint), Version = version });
            await SocketIOCase.EmitAsync(connection, "echo", "[\"safe\"]");
            (await receiver.FirstAsync("echo")).Args.ShouldBe("[\"safe\"]");
        }
    }
}
