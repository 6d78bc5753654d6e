using Gateway.DemoHubs.SocketIO.Engine;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.DemoHubs.SocketIO;

public sealed class HeartbeatTests
{
    private readonly FakeTime _time = new();

    [Fact]
    public async Task Eio4_SilentClient_IsPingedAndThenClosed()
    {
        await using var hub = await StartAsync(ServerGeneration.V4);
        using var client = await EngineClient.JoinAsync(hub.Url);
        for (var cycle = 0; cycle < 3; cycle++)
        {
            _time.Advance(TimeSpan.FromSeconds(25));
            (await client.ReadAsync()).ShouldBe("2");
            await client.SendAsync("3");
            await Eventually.TrueAsync(() => hub.CountReceived("3") == cycle + 1, "the pong arrives");
        }

        _time.Advance(TimeSpan.FromSeconds(25));
        (await client.ReadAsync()).ShouldBe("2");
        _time.Advance(TimeSpan.FromSeconds(19));
        hub.OpenConnections.ShouldBe(1);
        _time.Advance(TimeSpan.FromSeconds(1));
        hub.OpenConnections.ShouldBe(0);
        await client.ShouldCloseAsync();
    }

    [Fact]
    public async Task Eio4_OtherPacketsInsteadOfAPong_GrantOneMoreTimeout()
    {
        await using var hub = await StartAsync(ServerGeneration.V4);
        using var client = await EngineClient.JoinAsync(hub.Url);
        _time.Advance(TimeSpan.FromSeconds(25));
        (await client.ReadAsync()).ShouldBe("2");
        _time.Advance(TimeSpan.FromSeconds(15));
        (await client.AskAsync("""42["echo",1]""")).ShouldBe("""42["echo",1]""");
        _time.Advance(TimeSpan.FromSeconds(15));
        (await client.AskAsync("""42["echo",2]""")).ShouldBe("""42["echo",2]""");
        hub.OpenConnections.ShouldBe(1);
        _time.Advance(TimeSpan.FromSeconds(5));
        hub.OpenConnections.ShouldBe(0);
    }

    [Theory]
    [InlineData(nameof(ServerGeneration.V2), true)]
    [InlineData(nameof(ServerGeneration.V4WithEio3), false)]
    public async Task Eio3_Client_PingsAndIsAnswered(string generation, bool anythingCounts)
    {
        await using var hub = await StartAsync(Enum.Parse<ServerGeneration>(generation));
        using var client = await EngineClient.EnterAsync(hub.Url);
        _time.Advance(TimeSpan.FromSeconds(44));
        (await client.AskAsync("2")).ShouldBe("3");
        _time.Advance(TimeSpan.FromSeconds(44));
        (await client.AskAsync("""42["echo",1]""")).ShouldBe("""42["echo",1]""");
        _time.Advance(TimeSpan.FromSeconds(1));
        hub.OpenConnections.ShouldBe(anythingCounts ? 1 : 0);
        if (anythingCounts)
            _time.Advance(TimeSpan.FromSeconds(44));
        hub.OpenConnections.ShouldBe(0);
        await client.ShouldCloseAsync();
    }

    [Theory]
    [InlineData(nameof(ServerGeneration.V4), 4, "2", false)]
    [InlineData(nameof(ServerGeneration.V4WithEio3), 3, "3", false)]
    [InlineData(nameof(ServerGeneration.V2), 3, "3", true)]
    public async Task Ping_InTheWrongDirection_ClosesANewServerOnly(string generation, int revision, string frame, bool lives)
    {
        await using var hub = await StartAsync(Enum.Parse<ServerGeneration>(generation));
        using var client = revision == 4 ? await EngineClient.JoinAsync(hub.Url) : await EngineClient.EnterAsync(hub.Url);
        await client.SendAsync(frame);
        if (lives)
            (await client.AskAsync("""42["echo"]""")).ShouldBe("""42["echo"]""");
        else
            await client.ShouldCloseAsync();
    }

    [Fact]
    public async Task Client_ThatJoinsNothing_IsClosedAfterItsLimit()
    {
        await using var hub = await StartAsync(ServerGeneration.V4);
        using var client = await EngineClient.DialAsync(hub.Url);
        (await client.ReadAsync()).ShouldNotBeNull().ShouldStartWith("0{");
        (await client.AskAsync("40/nope,")).ShouldBe("""44/nope,{"message":"Invalid namespace"}""");
        _time.Advance(TimeSpan.FromSeconds(25));
        (await client.ReadAsync()).ShouldBe("2");
        await client.SendAsync("3");
        await Eventually.TrueAsync(() => hub.CountReceived("3") == 1, "the pong arrives");
        _time.Advance(TimeSpan.FromSeconds(19));
        hub.OpenConnections.ShouldBe(1);
        _time.Advance(TimeSpan.FromSeconds(1));
        await client.ShouldCloseAsync();
    }

    [Fact]
    public async Task Hub_Frozen_LetsNoTimePass()
    {
        await using var hub = await StartAsync(ServerGeneration.V4);
        using var client = await EngineClient.JoinAsync(hub.Url);
        hub.Freeze();
        _time.Advance(TimeSpan.FromMinutes(5));
        hub.OpenConnections.ShouldBe(1);
        hub.Unfreeze();
        _time.Advance(TimeSpan.FromSeconds(1));
        (await client.ReadAsync()).ShouldBe("2");
    }

    private Task<EchoDemoHub> StartAsync(ServerGeneration generation) =>
        EchoDemoHub.StartAsync(new EchoDemoHubOptions { Living = false, Generation = generation, TimeProvider = _time });
}
