using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.Pryv;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.DemoHubs.Pryv;

public sealed class DiaryDemoHubHttpTests
{
    private static readonly DiaryDemoHubOptions Still = new() { Living = false };

    [Fact]
    public async Task Http_BareToken_ReadsAndWritesTheSameEvents()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        using var client = await DiaryClient.EnterAsync(hub);
        using var http = Http(hub, hub.Token);

        var created = await http.PostAsJsonAsync("/mathurin/events", JsonNode.Parse("""{"streamIds":["notes"],"type":"note/txt","content":"via http"}""")).Soon();
        (await client.Engine.ReadAsync()).ShouldBe("42/mathurin,[\"eventsChanged\"]");
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        var id = (await created.Content.ReadFromJsonAsync<JsonObject>())!["event"]!["id"]!.GetValue<string>();

        (await http.PutAsJsonAsync($"/mathurin/events/{id}", JsonNode.Parse("""{"content":"changed"}""")).Soon()).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await http.GetFromJsonAsync<JsonObject>("/mathurin/events?limit=5&state=all").Soon())!["events"]![0]!["content"]!.GetValue<string>().ShouldBe("changed");
        (await http.DeleteAsync($"/mathurin/events/{id}").Soon()).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await http.DeleteAsync($"/mathurin/events/{id}").Soon()).StatusCode.ShouldBe(HttpStatusCode.OK);
        hub.Events.ShouldBe(0);
        (await http.GetFromJsonAsync<JsonObject>("/mathurin/streams").Soon())!["streams"]!.AsArray().ShouldContain(static stream => stream!["id"]!.GetValue<string>() == ":_audit:");
        hub.CountReceived("events.update").ShouldBe(1);
        hub.Requests.ShouldContain(static line => line == "GET /mathurin/streams");
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData("wrong", 403)]
    public async Task Http_NoOrAWrongToken_IsRefused(string? token, int status)
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        using var http = Http(hub, token);

        var answer = await http.GetAsync("/mathurin/events").Soon();

        ((int)answer.StatusCode).ShouldBe(status);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("invalid-access-token");
    }

    [Fact]
    public async Task Http_ArrayAtTheRoot_IsABatch()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        using var http = Http(hub, hub.Token);

        var answer = await http.PostAsJsonAsync("/mathurin", JsonNode.Parse("""[{"method":"events.get","params":{}},{"method":"nope","params":{}}]""")).Soon();

        (await answer.Content.ReadFromJsonAsync<JsonObject>())!["results"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Diary_OfOneSeed_IsWrittenTheSameEveryTime()
    {
        var first = await LiveAsync();
        var second = await LiveAsync();

        first.ShouldNotBeEmpty();
        first[0].ShouldContain("streamIds");
        second.ShouldBe(first);
    }

    private static async Task<IReadOnlyList<string>> LiveAsync()
    {
        var time = new FakeTime();
        await using var hub = await DiaryDemoHub.StartAsync(new DiaryDemoHubOptions { TimeProvider = time, Token = "a-token-of-its-own" });
        for (var step = 0; step < 40; step++)
        {
            await Eventually.TrueAsync(() => time.Timers > 0, "the diary waits for its next entry");
            time.Advance(TimeSpan.FromSeconds(1));
        }

        await Eventually.TrueAsync(() => time.Timers > 0, "the last entry is written");
        return hub.AllEvents;
    }

    private static HttpClient Http(DiaryDemoHub hub, string? token)
    {
        var http = new HttpClient { BaseAddress = hub.Url };
        if (token is not null)
        {
            http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", token);
        }

        return http;
    }
}
