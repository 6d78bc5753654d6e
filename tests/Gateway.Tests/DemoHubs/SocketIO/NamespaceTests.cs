using Gateway.DemoHubs.SocketIO.Engine;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.DemoHubs.SocketIO;

public sealed class NamespaceTests
{
    [Fact]
    public async Task Eio4_Namespaces_AreJoinedWithAuthAndWithoutTheRoot()
    {
        await using var hub = await StartAsync(ServerGeneration.V4);
        using var client = await EngineClient.JoinAsync(hub.Url, "40/chat,");
        (await client.AskAsync("""40/secure,{"token":"wrong"}""")).ShouldBe("""44/secure,{"message":"not authorized"}""");
        (await client.AskAsync($$"""40/secure,{"token":"{{hub.Token}}"}""")).ShouldNotBeNull().ShouldStartWith("40/secure,{\"sid\":\"");
        (await client.AskAsync("""42/secure,7["ack",{"a":1}]""")).ShouldBe("""43/secure,7[null,{"got":[{"a":1}]}]""");
        hub.ActiveSubscriptions.ShouldBe(["/chat", "/secure"]);
        hub.Received.ShouldContain(frame => frame == """40/secure,{"token":"<TOKEN>"}""");
        hub.Received.ShouldAllBe(frame => !frame.Contains(hub.Token) && !frame.Contains("wrong"));
    }

    [Fact]
    public async Task Eio4_RootRefused_NamesMessageAndData()
    {
        await using var hub = await StartAsync(ServerGeneration.V4);
        using var client = await EngineClient.DialAsync(hub.Url, "EIO=4&transport=websocket&token=bad");
        await client.ReadAsync();
        (await client.AskAsync("40")).ShouldBe("""44{"message":"bad token","data":{"code":401}}""");
        (await client.AskAsync("40/chat,")).ShouldNotBeNull().ShouldStartWith("40/chat,{");
        hub.Requests.ShouldBe(["GET /socket.io/?EIO=4&transport=websocket&token=<TOKEN>"]);
    }

    [Theory]
    [InlineData(nameof(ServerGeneration.V2), "44/secure,\"not authorized\"", "44/nope,\"Invalid namespace\"", "44{\"code\":401}")]
    [InlineData(nameof(ServerGeneration.V4WithEio3), "44/secure,\"not authorized\"", """44/nope,{"message":"Invalid namespace"}""", "44{\"code\":401}")]
    public async Task Eio3_Refusals_HaveTheShapeOfTheirServer(string generation, string refused, string unknown, string root)
    {
        await using var hub = await StartAsync(Enum.Parse<ServerGeneration>(generation));
        using var client = await EngineClient.EnterAsync(hub.Url);
        (await client.AskAsync("40/secure,")).ShouldBe(refused);
        (await client.AskAsync("40/nope")).ShouldBe(unknown);
        (await client.AskAsync("40/chat?k=v")).ShouldBe("40/chat,");
        (await client.AskAsync("40/secure?token=" + hub.Token)).ShouldBe("40/secure,");
        (await client.AskAsync("""42/secure,["echo","in"]""")).ShouldBe("""42/secure,["echo","in"]""");

        using var stranger = await EngineClient.DialAsync(hub.Url, "EIO=3&transport=websocket&token=bad");
        await stranger.ReadAsync();
        (await stranger.ReadAsync()).ShouldBe(root);
        hub.Received.ShouldAllBe(frame => !frame.Contains(hub.Token));
    }

    [Theory]
    [InlineData("42/chat,[\"echo\"]")]
    [InlineData("40")]
    [InlineData("44{\"message\":\"no\"}")]
    [InlineData("42[\"echo\",")]
    [InlineData("42{}")]
    [InlineData("42[null]")]
    [InlineData("42[\"disconnect\"]")]
    [InlineData("41[1]")]
    [InlineData("43{}")]
    [InlineData("47")]
    [InlineData("4")]
    [InlineData("450-[\"bin\"]")]
    [InlineData("4511-[\"bin\"]")]
    [InlineData("45[\"bin\"]")]
    [InlineData("zzz")]
    public async Task Packet_AgainstTheRules_ClosesAStrictServer(string frame)
    {
        await using var hub = await StartAsync(ServerGeneration.V4);
        using var client = await EngineClient.JoinAsync(hub.Url);
        await client.SendAsync(frame);
        await client.ShouldCloseAsync();
        hub.OpenConnections.ShouldBe(0);
    }

    [Theory]
    [InlineData("42/chat,[\"echo\"]")]
    [InlineData("42[\"disconnect\"]")]
    [InlineData("44\"no\"")]
    [InlineData("47")]
    public async Task Packet_AgainstTheRules_PassesAtGeneration2(string frame)
    {
        await using var hub = await StartAsync(ServerGeneration.V2);
        using var client = await EngineClient.EnterAsync(hub.Url);
        await client.SendAsync(frame);
        (await client.AskAsync("""42["echo",1]""")).ShouldBe("""42["echo",1]""");
        await client.SendAsync("42[\"echo\",");
        await client.ShouldCloseAsync();
    }

    [Fact]
    public async Task Generation2_SecondJoin_RunsTheHandlerAgain()
    {
        await using var hub = await StartAsync(ServerGeneration.V2);
        using var client = await EngineClient.EnterAsync(hub.Url);
        (await client.AskAsync("40/chat,")).ShouldBe("40/chat,");
        (await client.AskAsync("40/chat,")).ShouldBe("""42["left","/chat"]""");
        (await client.ReadAsync()).ShouldBe("40/chat,");
        hub.ActiveSubscriptions.ShouldBe(["/", "/chat"]);
        hub.CountReceived("40/chat").ShouldBe(2);
    }

    [Fact]
    public async Task Server_Asking_IsAnsweredUnderItsOwnIds()
    {
        await using var hub = await StartAsync(ServerGeneration.V4);
        using var client = await EngineClient.JoinAsync(hub.Url);
        (await client.AskAsync("""42["askme"]""")).ShouldBe("""420["question",{"n":1}]""");
        (await client.AskAsync("""42["askme"]""")).ShouldBe("""421["question",{"n":1}]""");
        await client.SendAsync("4377[null]");
        (await client.AskAsync("""431[null,{"ok":1}]""")).ShouldBe("""42["answered",null,{"ok":1}]""");
        (await client.AskAsync("""430[null,{"ok":2}]""")).ShouldBe("""42["answered",null,{"ok":2}]""");
    }

    [Fact]
    public async Task Namespace_Left_IsLeftByBothSidesAndTheTransportStays()
    {
        await using var hub = await StartAsync(ServerGeneration.V4);
        using var client = await EngineClient.JoinAsync(hub.Url);
        (await client.AskAsync("40/chat,")).ShouldNotBeNull().ShouldStartWith("40/chat,{");
        (await client.AskAsync("41/chat,")).ShouldBe("""42["left","/chat"]""");
        (await client.AskAsync("40/chat,")).ShouldNotBeNull().ShouldStartWith("40/chat,{");
        (await client.AskAsync("""42/chat,["kick"]""")).ShouldBe("41/chat,");
        (await client.ReadAsync()).ShouldBe("""42["left","/chat"]""");
        hub.KickNamespace("/");
        (await client.ReadAsync()).ShouldBe("41");
        hub.OpenConnections.ShouldBe(1);
        hub.ActiveSubscriptions.ShouldBeEmpty();
        await client.SendAsync("42[\"echo\"]");
        await client.ShouldCloseAsync();
        await Eventually.TrueAsync(() => hub.OpenConnections == 0, "the session ends");
    }

    [Fact]
    public async Task Name_WithAQuoteOrANumber_ComesThrough()
    {
        await using var hub = await StartAsync(ServerGeneration.V4);
        using var client = await EngineClient.JoinAsync(hub.Url);
        await client.SendAsync("""42["say \"hi\""]""");
        await client.SendAsync("42[7]");
        (await client.AskAsync("""42["echo","é中😀",1.50]""")).ShouldBe("""42["echo","é中😀",1.50]""");
        hub.CountReceived("say \"hi\"").ShouldBe(1);
        hub.CountReceived("7").ShouldBe(1);
        hub.Emit("/", "a \"b\"", "1");
        (await client.ReadAsync()).ShouldBe("""42["a \"b\"",1]""");
    }

    private static Task<EchoDemoHub> StartAsync(ServerGeneration generation) =>
        EchoDemoHub.StartAsync(new EchoDemoHubOptions { Living = false, Generation = generation });
}
