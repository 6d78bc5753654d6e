using Gateway.DemoHubs.SocketIO.Engine;

namespace Gateway.Tests.DemoHubs.SocketIO;

public sealed class BinaryTests
{
    private const string Header = """451-["echo",{"name":"f","data":{"_placeholder":true,"num":0}}]""";

    [Theory]
    [InlineData(4, "", "<01-02-FF>")]
    [InlineData(4, "&b64=1", "bAQL/")]
    [InlineData(3, "", "<04-01-02-FF>")]
    [InlineData(3, "&b64=1", "b4AQL/")]
    public async Task Event_WithAttachments_IsTakenAndSentInTheFormOfItsRevision(int revision, string base64, string expected)
    {
        await using var hub = await StartAsync(revision);
        var query = $"EIO={revision}&transport=websocket{base64}";
        using var client = revision == 4 ? await EngineClient.JoinAsync(hub.Url, query: query) : await EngineClient.EnterAsync(hub.Url, query);

        await client.SendAsync(Header);
        await client.SendAsync(revision == 4 ? [1, 2, 255] : (byte[])[4, 1, 2, 255]);
        (await client.ReadAsync()).ShouldBe(Header);
        (await client.ReadAsync()).ShouldBe(expected);

        // Base64 text is understood from everyone.
        await client.SendAsync(Header);
        await client.SendAsync(revision == 4 ? "bAQL/" : "b4AQL/");
        (await client.ReadAsync()).ShouldBe(Header);
        (await client.ReadAsync()).ShouldBe(expected);
    }

    [Fact]
    public async Task Ack_WithAttachments_IsABinaryAck()
    {
        await using var hub = await StartAsync(revision: 4);
        using var client = await EngineClient.JoinAsync(hub.Url);
        await client.SendAsync("""452-12["ack",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]""");
        await client.SendAsync([1]);

        // An engine packet between them is allowed.
        await client.SendAsync("3");
        await client.SendAsync([2]);
        (await client.ReadAsync()).ShouldBe("""462-12[null,{"got":[{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]}]""");
        (await client.ReadAsync()).ShouldBe("<01>");
        (await client.ReadAsync()).ShouldBe("<02>");
    }

    [Fact]
    public async Task Ack_OfTheClientWithAttachments_IsTaken()
    {
        await using var hub = await StartAsync(revision: 4);
        using var client = await EngineClient.JoinAsync(hub.Url);
        (await client.AskAsync("""42["askme"]""")).ShouldBe("""420["question",{"n":1}]""");
        await client.SendAsync("""461-0[{"_placeholder":true,"num":0}]""");
        await client.SendAsync([7]);
        (await client.ReadAsync()).ShouldBe("""42["answered",{"_placeholder":true,"num":0}]""");
    }

    [Theory]
    [InlineData("""451-["echo",{"_placeholder":true,"num":0}]""", "42[\"echo\"]")]
    [InlineData("""451-["echo",{"_placeholder":true,"num":1}]""", "bAQ==")]
    [InlineData("""451-["echo",{"_placeholder":true,"num":"0"}]""", "bAQ==")]
    [InlineData("42[\"nothing\"]", "bAQ==")]
    [InlineData("42[\"nothing\"]", "b!")]
    public async Task Attachments_OutOfTurn_CloseTheTransport(string header, string next)
    {
        await using var hub = await StartAsync(revision: 4);
        using var client = await EngineClient.JoinAsync(hub.Url);
        await client.SendAsync(header);
        await client.SendAsync(next);
        await client.ShouldCloseAsync();
        hub.OpenConnections.ShouldBe(0);
    }

    private static Task<EchoDemoHub> StartAsync(int revision) =>
        EchoDemoHub.StartAsync(new EchoDemoHubOptions { Living = false, Generation = revision == 4 ? ServerGeneration.V4 : ServerGeneration.V2 });
}
