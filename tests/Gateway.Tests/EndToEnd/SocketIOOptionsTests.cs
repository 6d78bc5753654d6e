using System.Text.Json.Nodes;
using Gateway.Configuration;
using Gateway.DemoHubs.Chat;
using Gateway.Tests.Fakes;
using Gateway.Tests.Upstreams;
using Gateway.Tests.Upstreams.SocketIO.Servers;
using Gateway.Upstreams;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Gateway.Tests.EndToEnd;

/// <summary>Every option of a Socket.IO hub: what a real server sees of it, and what is said of a bad one.</summary>
[Collection(SocketIOServersCollection.Name)]
public sealed class SocketIOOptionsTests(SocketIOServers servers)
{
    private const string Everything = """
        {
          "Version": "4", "Transport": "WebSocket", "Path": "/socket.io", "Namespace": "/chat",
          "Query": { "room": "a&b=c", "x y": "é" }, "Headers": { "X-Site": "a", "Authorization": "Bearer good" },
          "Auth": { "who": "me" }, "Timestamp": true, "Base64": true, "Ack": "ErrorFirst"
        }
        """;

    [Fact]
    public async Task Options_OfTheHandshake_AreWhatTheServerSees()
    {
        var seen = await InfoAsync(SocketIOServerKind.V4, Everything);

        seen["namespace"]!.GetValue<string>().ShouldBe("/chat");
        seen["query"]!["room"]!.GetValue<string>().ShouldBe("a&b=c");
        seen["query"]!["x y"]!.GetValue<string>().ShouldBe("é");
        seen["query"]!["t"]!.GetValue<string>().Length.ShouldBeGreaterThan(12);
        seen["query"]!["b64"]!.GetValue<string>().ShouldBe("1");
        seen["headers"]!["x-site"]!.GetValue<string>().ShouldBe("a");
        seen["headers"]!["authorization"]!.GetValue<string>().ShouldBe("Bearer good");
        seen["auth"]!.ToJsonString().ShouldBe("""{"who":"me"}""");
        seen["transport"]!.GetValue<string>().ShouldBe("websocket");
    }

    [Fact]
    public async Task Path_OfAServerElsewhere_IsWhereItIsDialled()
    {
        await using var server = await SocketIOServer.StartAsync(SocketIOServerKind.V4, "--path", "/live/io");
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(server, """{"Path":"/live/io"}"""));

        (await host.UntilAsync("online"))["version"]!.GetValue<string>().ShouldBe("socket.io 3 or 4, EIO 4");
    }

    [Fact]
    public async Task HandshakeUrl_Given_ReplacesAddressPathAndQueryOfTheSessionRequest()
    {
        var server = await servers.GetAsync(SocketIOServerKind.V4);
        var seen = await InfoAsync(
            SocketIOServerKind.V4, $$"""{"Version":"4","Path":"/nowhere","Query":{"x":"1"},"HandshakeUrl":"{{server.Url}}socket.io/?room=9"}""");

        seen["query"]!["room"]!.GetValue<string>().ShouldBe("9");
        seen["query"]!["x"].ShouldBeNull();
    }

    [Theory]
    [InlineData(SocketIOServerKind.V0, "0")]
    [InlineData(SocketIOServerKind.V1, "1")]
    [InlineData(SocketIOServerKind.V2, "2")]
    [InlineData(SocketIOServerKind.V3, "3")]
    [InlineData(SocketIOServerKind.V4, "4")]
    public async Task Namespace_WithAQuery_IsJoinedWithItAndNamedWithout(SocketIOServerKind kind, string version)
    {
        var server = await servers.GetAsync(kind);
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(server, $$"""{"Version":"{{version}}","Namespace":"/chat?room=1"}"""));
        var client = await host.OpenLiveAsync("news");

        await server.EmitAsync("news", "[1]", "/chat");
        await Eventually.TrueAsync(() => client.Told().Count == 1, "the event of the namespace");
        client.Told().ShouldBe(["news news 1"]);
        var seen = (await host.CommandAsync(SocketIOEntry.Command("info"))).Body["result"]!;
        seen["namespace"]!.GetValue<string>().ShouldBe("/chat");

        // 0.9 keeps the query of a namespace to itself, and later servers have none.
        if (kind is SocketIOServerKind.V1 or SocketIOServerKind.V2)
        {
            seen["query"]!["room"]!.GetValue<string>().ShouldBe("1");
        }
    }

    [Fact]
    public async Task Secrets_ThatAServerRepeats_AreCutOutOfItsWords()
    {
        await using var hub = await ChatDemoHub.StartAsync(new ChatDemoHubOptions { Living = false });
        hub.RefuseNamespace("/chat", "no: query-secret header-secret bearer-secret space-secret auth-secret");
        await using var host = HubHost.Start(SocketIOEntry.Of(hub, """
            {
              "Version": "4", "Namespace": "/chat?key=space-secret", "Query": { "key": "query-secret" }, "Auth": { "key": "auth-secret" },
              "Headers": { "X-Key": "header-secret", "Authorization": "Bearer bearer-secret" }
            }
            """));
        host.ErrorsAreExpected = true;

        (await host.UntilAsync("refused"))["reason"]!.GetValue<string>().ShouldContain("no: *** *** *** *** ***");
        host.Log.Lines.ShouldNotContain(static line => line.Text.Contains("-secret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("WebSocket", 404)]
    [InlineData("WebSocket", 403)]
    [InlineData("Polling", 400)]
    [InlineData("Polling", 403)]
    public async Task HandshakeUrl_KeyInItsPath_IsInNoWordsOfAFailure(string transport, int status)
    {
        const string Key = "key-of-the-owner";
        await using var server = await ScriptedHub.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync($"nothing for {Key} here");
        });
        await using var host = HubHost.Start(SocketIOEntry.Of(
            server.Url, $$"""{"Version":"4","Transport":"{{transport}}","HandshakeUrl":"{{server.Url}}{{Key}}/socket.io/"}"""));
        host.ErrorsAreExpected = true;

        var reason = (await host.UntilAsync(status == 403 ? "refused" : "retrying"))["reason"]!.GetValue<string>();

        reason.ShouldNotContain(Key);
        reason.ShouldContain(status == 403 ? "***" : server.Url.Authority);
        host.Log.Lines.ShouldNotContain(static line => line.Text.Contains(Key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task HandshakeUrl_NobodyListensThere_ShowsHostAndPortOnly()
    {
        await using var host = HubHost.Start(SocketIOEntry.Of(
            new Uri("http://127.0.0.1:9/"), """{"Version":"4","HandshakeUrl":"http://127.0.0.1:9/key-of-the-owner/socket.io/?k=key-of-the-owner"}"""));

        (await host.UntilAsync("retrying"))["reason"]!.GetValue<string>().ShouldContain("127.0.0.1:9");

        host.Log.Lines.ShouldNotContain(static line => line.Text.Contains("key-of-the-owner", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(SocketIOServerKind.V0, "0", "query")]
    [InlineData(SocketIOServerKind.V2, "2", "query")]
    [InlineData(SocketIOServerKind.V4, "4", "auth")]
    public async Task Token_Alone_IsSentWhereTheGenerationExpectsIt(SocketIOServerKind kind, string version, string place)
    {
        const string Token = "token-of-the-owner-0123";
        var entry = SocketIOEntry.Of(await servers.GetAsync(kind), $$"""{"Version":"{{version}}"}""");
        entry["Token"] = Token;
        await using var host = await HubHost.OnlineAsync(entry);

        var seen = (await host.CommandAsync(SocketIOEntry.Command("info"))).Body["result"]!;

        seen[place]!["token"]!.GetValue<string>().ShouldBe(Token);
        host.Log.Lines.ShouldNotContain(static line => line.Text.Contains(Token, StringComparison.Ordinal));

        // This server tells whoever asks.
        host.MayShow(Token);
    }

    [Fact]
    public async Task PingTimeout_Own_FindsAFrozenServerSoonerThanTheServersOwn()
    {
        await using var hub = await ChatDemoHub.StartAsync(new ChatDemoHubOptions { Living = false, PingInterval = TimeSpan.FromSeconds(1), PingTimeout = TimeSpan.FromMinutes(1) });
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(hub, """{"Version":"4","PingTimeout":"00:00:01"}"""));

        hub.Freeze();

        await Eventually.TrueAsync(() => host.Log.Lines.Any(static line => line.Text.Contains("(silent)", StringComparison.Ordinal)), "the silence is found");
        hub.Unfreeze();
        await host.UntilAsync("online");
    }

    [Fact]
    public async Task PingInterval_Own_PingsAnOldServerAtThatPace()
    {
        await using var server = await SocketIOServer.StartAsync(SocketIOServerKind.V2, "--ping-interval", "60000", "--ping-timeout", "60000");
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(server, """{"Version":"2","PingInterval":"00:00:00.500","PingTimeout":"00:00:01"}"""));

        await server.FreezeAsync();
        await Eventually.TrueAsync(() => host.Log.Lines.Any(static line => line.Text.Contains("(silent)", StringComparison.Ordinal)), "the silence is found");
        server.Unfreeze();

        await host.UntilAsync("online");
    }

    [Theory]
    [InlineData("Version", "5", "none of Auto, 0, 1, 2, 3, 4")]
    [InlineData("Version", "-1", "none of Auto, 0, 1, 2, 3, 4")]
    [InlineData("Transport", "WebTransport", "none of WebSocket, Polling, Auto")]
    [InlineData("Path", "socket.io", "must start with '/'")]
    [InlineData("Namespace", "chat", "must start with '/'")]
    [InlineData("Namespace", "/chat,a", "must start with '/'")]
    [InlineData("HandshakeUrl", "/socket.io", "is not a whole http, https, ws or wss address")]
    [InlineData("HandshakeUrl", "https://user:pass@chat.example/socket.io/", "must not carry credentials")]
    [InlineData("HandshakeUrl", "https://user@chat.example/socket.io/", "must not carry credentials")]
    [InlineData("Query:room:deep", "1", "must be a text, not a section")]
    [InlineData("Headers:X Site", "a", "is no name of a header")]
    [InlineData("Headers:X-Sité", "a", "is no name of a header")]
    [InlineData("Headers:Content-Type", "text/plain", "is no name of a header")]
    [InlineData("Headers:X-Site", "a\r\nX-Other: b", "may have visible ASCII characters")]
    [InlineData("Headers:X-Site", "caf\u00e9", "may have visible ASCII characters")]
    [InlineData("Headers:X-Site:deep", "1", "must be a text, not a section")]
    [InlineData("Auth:token:deep", "1", "must be a text, not a section")]
    [InlineData("EncodeQuery", "yes", "neither true nor false")]
    [InlineData("Timestamp", "1", "neither true nor false")]
    [InlineData("Base64", "on", "neither true nor false")]
    [InlineData("PingInterval", "25", "is not a time from 00:00:00.1000000 to 00:05:00")]
    [InlineData("PingTimeout", "00:10:00", "is not a time from 00:00:00.1000000 to 00:05:00")]
    [InlineData("Ack", "NodeStyle", "none of ErrorFirst, Values")]
    [InlineData("Acks", "Values", "is not known; allowed here are Ack, Auth")]
    public void Option_Bad_IsNamedWithTheCure(string key, string value, string fault)
    {
        var faults = new ConfigurationFaults();
        UpstreamOptions.ReadAll(Configure(("Kind", "SocketIO"), ("Url", "https://chat.example"), ($"SocketIO:{key}", value)), faults);

        var line = faults.All.ShouldHaveSingleItem();
        line.ShouldStartWith($"Gateway:Hubs:chat:SocketIO:{key.Replace(":deep", "", StringComparison.Ordinal)}: ");
        line.ShouldContain(fault);
        line.ShouldNotContain("pass");
    }

    [Fact]
    public void Options_Good_AreReadWithoutAFault()
    {
        var faults = new ConfigurationFaults();
        var options = UpstreamOptions.ReadAll(Configure(("Kind", "SocketIO"), ("Url", "https://chat.example")), faults).ShouldHaveSingleItem();

        faults.Any.ShouldBeFalse(faults.ToString());
        options.SocketIO.Path.ShouldBe("/socket.io");
        options.SocketIO.Namespace.ShouldBe("/");
        options.SocketIO.EncodeQuery.ShouldBeTrue();
    }

    private static IConfigurationRoot Configure(params (string Key, string Value)[] entry) => new ConfigurationBuilder()
        .AddInMemoryCollection(entry.Select(static row => KeyValuePair.Create<string, string?>($"Gateway:Hubs:chat:{row.Key}", row.Value)))
        .Build();

    /// <summary>What the server says it saw of the handshake.</summary>
    private async Task<JsonNode> InfoAsync(SocketIOServerKind kind, string settings)
    {
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(await servers.GetAsync(kind), settings));
        return (await host.CommandAsync(SocketIOEntry.Command("info"))).Body["result"]!;
    }
}
