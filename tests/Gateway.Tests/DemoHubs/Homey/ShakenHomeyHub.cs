using Gateway.DemoHubs.Homey;
using Gateway.Tests.DemoHubs.SocketIO;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.DemoHubs.Homey;

/// <summary>For each test a Homey that stands still, one client past its handshake, and one for HTTP.</summary>
public abstract class ShakenHomeyHub : IAsyncLifetime
{
    protected const string HallLight = "3f1c0a52-0001-4d8e-9b61-5a0c27d1e001";
    protected const string Evening = "77aa0000-0000-4000-8000-000000000001";

    private protected HomeyDemoHub Hub { get; private set; } = null!;

    private protected EngineClient Client { get; private set; } = null!;

    private protected HttpClient Http { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Hub = await HomeyDemoHub.StartAsync(new HomeyDemoHubOptions { Living = false, HomeyId = "5f00aa", TimeProvider = new FakeTime() });
        Client = await ShakeHandsAsync(Hub);
        Http = new HttpClient { BaseAddress = Hub.Url, Timeout = TimeSpan.FromSeconds(20) };
        Http.DefaultRequestHeaders.Authorization = new("Bearer", Hub.Token);
        Http.DefaultRequestHeaders.Add("X-Homey-ID", Hub.HomeyId);
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        Client.Dispose();
        await Hub.DisposeAsync();
    }

    private protected static async Task<EngineClient> ShakeHandsAsync(HomeyDemoHub hub)
    {
        var client = await EngineClient.EnterAsync(hub.Url);
        (await client.AskAsync(Handshake(hub))).ShouldBe("430[null,{\"namespace\":\"/api\"}]");
        (await client.AskAsync("40/api,")).ShouldBe("40/api,");
        return client;
    }

    private protected static string Handshake(HomeyDemoHub hub) => HomeyFrames.ByNote("[handshake] credentials")
        .Replace("<TOKEN>", hub.Token, StringComparison.Ordinal).Replace("5f00aa", hub.HomeyId, StringComparison.Ordinal);

    private protected static string Api(int id, string uri, string operation, string arguments = "{}") =>
        $$"""42/api,{{id}}["api",{"uri":"homey:manager:{{uri}}","operation":"{{operation}}","args":{{arguments}}}]""";
}
