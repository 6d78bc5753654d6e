using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Gateway.Tests.EndToEnd;

/// <summary>Reading last values by REST.</summary>
public sealed class ApiStateTests
{
    [Fact]
    public async Task State_OfAPattern_IsTheHubsOwnStates()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        host.Home.SetState("light.hall", "on", new JsonObject { ["brightness"] = 200, ["friendly_name"] = "Diele – ground floor" });

        var states = (await host.Http.GetFromJsonAsync<JsonArray>("/api/hubs/home/state?topic=entities/light.*"))!;

        states.Select(static state => state!["topic"]!.GetValue<string>())
            .ShouldBe(["entities/light.bedroom", "entities/light.hall", "entities/light.kitchen", "entities/light.living_room"]);
        var hall = states[1]!.AsObject();
        hall.Select(static member => member.Key).ShouldBe(["hub", "topic", "name", "cursor", "time", "data", "snapshot"], ignoreOrder: true);
        hall["name"]!.GetValue<string>().ShouldBe("changed");
        hall["snapshot"]!.GetValue<bool>().ShouldBeTrue();
        hall["data"]!["state"]!.GetValue<string>().ShouldBe("on");
        hall["data"]!["attributes"]!["friendly_name"]!.GetValue<string>().ShouldBe("Diele – ground floor");
        hall["data"]!.AsObject().Select(static member => member.Key)
            .ShouldBe(["entity_id", "state", "attributes", "last_changed", "last_updated", "context"]);
    }

    [Fact]
    public async Task State_OfOverlappingTopics_HasEachValueOnce()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");

        var states = (await host.Http.GetFromJsonAsync<JsonArray>("/api/hubs/home/state?topic=entities/light.hall&topic=entities/light.*&topic=entities/nothing.here"))!;

        states.Count.ShouldBe(4);
        host.Home.CountReceived("subscribe_entities").ShouldBe(1);
    }

    [Fact]
    public async Task State_OfATopicWithoutState_IsEmpty()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");

        (await host.Http.GetStringAsync("/api/hubs/home/state?topic=my_event")).ShouldBe("[]");
    }

    [Fact]
    public async Task State_OfARefusedTopic_IsAProblemThatSaysWhy()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");

        var problem = await (await host.Http.GetAsync("/api/hubs/home/state?topic=entities/LIGHT.hall")).ProblemAsync(HttpStatusCode.BadRequest, "invalid");

        problem.Detail().ShouldStartWith("'entities/LIGHT.hall': After entities/ comes an entity id");
    }

    [Fact]
    public async Task State_OfALongRefusedTopic_QuotesItsBeginningOnly()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");

        var problem = await (await host.Http.GetAsync($"/api/hubs/home/state?topic=entities/{new string('X', 6_000)}")).ProblemAsync(HttpStatusCode.BadRequest, "invalid");

        problem.Detail().ShouldStartWith($"'entities/{new string('X', 191)}…': ");
        problem.Detail().Length.ShouldBeLessThan(1_000);
    }

    [Fact]
    public async Task State_HubSwitchedOffAndNothingKnown_SaysThatItStaysSo()
    {
        await using var host = await GatewayHost.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["Hubs:home:Enabled"] = "false" });

        using var answer = await host.Http.GetAsync("/api/hubs/home/state?topic=entities/*");

        (await answer.ProblemAsync(HttpStatusCode.ServiceUnavailable, "offline")).Detail().ShouldContain("switched off in the configuration");
        answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task State_HubAwayAndNothingKnown_IsOffline()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await host.Home.KillAsync();
        await host.UntilAsync("retrying");

        using var answer = await host.Http.GetAsync("/api/hubs/home/state?topic=entities/*");

        await answer.ProblemAsync(HttpStatusCode.ServiceUnavailable, "offline");
        answer.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
    }
}
