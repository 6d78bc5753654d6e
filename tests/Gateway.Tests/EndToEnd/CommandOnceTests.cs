using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.EndToEnd;

/// <summary>Idempotency keys, by each face.</summary>
public sealed class CommandOnceTests
{
    private const string Key = "8e03978e-40d5-43dd-bc93-6894a57f9324";

    [Theory]
    [InlineData(CommandFace.Rest)]
    [InlineData(CommandFace.SignalR)]
    [InlineData(CommandFace.Batch)]
    public async Task Key_Again_IsTheFirstOutcomeAndSaysSo(string face)
    {
        await using var host = await OnlineAsync();
        var first = await CommandFace.SendAsync(face, host.Url, Ring());

        var second = await CommandFace.SendAsync(face, host.Url, Ring());

        first["status"]!.GetValue<string>().ShouldBe("ok", first.ToJsonString());
        first.ContainsKey("replayed").ShouldBeFalse();
        second["replayed"]!.GetValue<bool>().ShouldBeTrue();
        second.Remove("replayed");
        JsonNode.DeepEquals(first, second).ShouldBeTrue($"{first.ToJsonString()} {second.ToJsonString()}");
        host.Home.CountReceived("fire_event").ShouldBe(1);
    }

    [Theory]
    [InlineData(CommandFace.Rest, CommandFace.SignalR)]
    [InlineData(CommandFace.SignalR, CommandFace.Batch)]
    [InlineData(CommandFace.Batch, CommandFace.Rest)]
    public async Task Key_ByAnotherFace_IsTheSameCommand(string face, string other)
    {
        await using var host = await OnlineAsync();
        host.Home.CloseAfter("fire_event");
        (await CommandFace.SendAsync(face, host.Url, Ring()))["status"]!.GetValue<string>().ShouldBe("unknown");
        await host.UntilAsync("online");

        var second = await CommandFace.SendAsync(other, host.Url, Ring());

        second["status"]!.GetValue<string>().ShouldBe("unknown", second.ToJsonString());
        second["replayed"]!.GetValue<bool>().ShouldBeTrue();
        host.Home.CountReceived("fire_event").ShouldBe(1);
    }

    [Theory]
    [InlineData(CommandFace.Rest)]
    [InlineData(CommandFace.SignalR)]
    [InlineData(CommandFace.Batch)]
    public async Task Key_WhileUnderWay_Joins(string face)
    {
        await using var host = await OnlineAsync();
        host.Home.HoldAnswers("fire_event");
        var first = CommandFace.SendAsync(face, host.Url, Ring());
        await Eventually.TrueAsync(() => host.Home.CountReceived("fire_event") == 1, "the hub has it");
        var second = CommandFace.SendAsync(face, host.Url, Ring());
        await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        second.IsCompleted.ShouldBeFalse();

        host.Home.ReleaseAnswers("fire_event");

        (await first.Soon())["status"]!.GetValue<string>().ShouldBe("ok");
        (await second.Soon())["replayed"]!.GetValue<bool>().ShouldBeTrue();
        host.Home.CountReceived("fire_event").ShouldBe(1);
    }

    [Theory]
    [InlineData(CommandFace.Rest, "key-reused")]
    [InlineData(CommandFace.SignalR, "invalid")]
    [InlineData(CommandFace.Batch, "invalid")]
    public async Task Key_OfAnotherCommand_IsRefused(string face, string status)
    {
        await using var host = await OnlineAsync();
        await CommandFace.SendAsync(face, host.Url, Ring());
        var other = Ring();
        other["args"]!["event_type"] = "knock";

        var outcome = await CommandFace.SendAsync(face, host.Url, other);

        outcome["status"]!.GetValue<string>().ShouldBe(status);
        outcome["error"]!["type"]!.GetValue<string>().ShouldBe("urn:gateway:key-reused");
        (outcome["http"]?.GetValue<int>() ?? 422).ShouldBe(422);
        host.Home.CountReceived("fire_event").ShouldBe(1);
    }

    [Theory]
    [InlineData(CommandFace.Rest)]
    [InlineData(CommandFace.SignalR)]
    [InlineData(CommandFace.Batch)]
    public async Task Key_NotSentTheFirstTime_IsSentTheNext(string face)
    {
        await using var host = await OnlineAsync();
        await host.Home.KillAsync();
        await host.UntilAsync("retrying");
        (await CommandFace.SendAsync(face, host.Url, Ring()))["status"]!.GetValue<string>().ShouldBe("offline");
        await host.Home.RestartAsync();
        await host.UntilAsync("online");

        var outcome = await CommandFace.SendAsync(face, host.Url, Ring());

        outcome["status"]!.GetValue<string>().ShouldBe("ok", outcome.ToJsonString());
        outcome.ContainsKey("replayed").ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("k\u00e9y")]
    [InlineData("long")]
    public async Task Key_ThatIsNone_IsRefusedByEachFace(string key)
    {
        var given = key is "long" ? new string('k', 129) : key;
        await using var host = await OnlineAsync();
        var command = Ring(given);

        var called = await CommandFace.SendAsync(CommandFace.SignalR, host.Url, command);
        called["exception"]!.GetValue<string>().ShouldContain("'idempotencyKey' must be one key of 1 to 128 visible ASCII characters");
        var batched = await CommandFace.SendAsync(CommandFace.Batch, host.Url, command);
        batched["status"]!.GetValue<string>().ShouldBe("invalid");
        await (await PostAsync(host, "/api/hubs/home/commands", command.ToJsonString())).ProblemAsync(HttpStatusCode.BadRequest, "invalid");
        if (given.All(char.IsAscii))
        {
            (await (await PostAsync(host, "/api/hubs/home/commands", Ring().ToJsonString(), given)).ProblemAsync(HttpStatusCode.BadRequest, "invalid"))
                .Detail().ShouldContain("'Idempotency-Key' must be one key");
        }

        host.Home.CountReceived("fire_event").ShouldBe(0);
    }

    [Fact]
    public async Task Key_GivenInDifferentPlaces_MustBeOne()
    {
        await using var host = await OnlineAsync();

        (await (await PostAsync(host, "/api/hubs/home/commands", Ring().ToJsonString(), "other")).ProblemAsync(HttpStatusCode.BadRequest, "invalid")).Detail().ShouldContain("differ");
        (await (await PostAsync(host, "/api/hubs/home/commands", Ring().ToJsonString(), "one", "two")).ProblemAsync(HttpStatusCode.BadRequest, "invalid")).Detail().ShouldContain("one key");
        (await (await PostAsync(host, "/api/hubs/home/commands/batch", $"[{Ring().ToJsonString()}]", Key)).ProblemAsync(HttpStatusCode.BadRequest, "invalid"))
            .Detail().ShouldContain("give each command its 'idempotencyKey'");

        host.Home.CountReceived("fire_event").ShouldBe(0);
    }

    private static JsonObject Ring(string key = Key) => new()
    {
        ["name"] = "fire_event",
        ["args"] = new JsonObject { ["event_type"] = "ring" },
        ["idempotencyKey"] = key,
    };

    private static async Task<GatewayHost> OnlineAsync()
    {
        var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        return host;
    }

    private static async Task<HttpResponseMessage> PostAsync(GatewayHost host, string path, string body, params string[] keys)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var key in keys)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key).ShouldBeTrue();
        }

        return await host.Http.SendAsync(request).Soon();
    }
}
