using System.Text.Json.Nodes;

namespace Gateway.Tests.DemoHubs;

public sealed class HomeAssistantDemoHubSubscriptionTests : SignedInDemoHub
{
    private const string SetLevel =
        """{"id":4,"type":"call_service","domain":"input_number","service":"set_value","target":{"entity_id":"input_number.hall_level"},"service_data":{"value":50}}""";

    [Fact]
    public async Task Service_Called_SendsItsEventsBeforeItsResultUnderOneContext()
    {
        await Client.AskAsync("""{"id":1,"type":"subscribe_events"}""");
        var call = await Client.AskAsync(SetLevel);
        var change = await Client.ReadAsync();
        var result = await Client.ReadAsync();

        HomeAssistantFrames.Shape(call).ShouldContain("event_type:String,data:{domain:String,service:String,service_data:{value:Number,entity_id:[String]}},origin");
        HomeAssistantFrames.Shape(result).ShouldBe(HomeAssistantFrames.Shape(HomeAssistantFrames.ByNote("[main] result after its events")));
        var context = JsonNode.Parse(result!)!["result"]!["context"]!.ToJsonString();
        JsonNode.Parse(call!)!["event"]!["context"]!.ToJsonString().ShouldBe(context);
        JsonNode.Parse(change!)!["event"]!["data"]!["new_state"]!["context"]!.ToJsonString().ShouldBe(context);

        // The captured entity had been set by nobody before, as here.
        HomeAssistantFrames.Shape(change).ShouldBe(HomeAssistantFrames.Shape(HomeAssistantFrames.ByNote("[main] event caused by the call")));
    }

    [Fact]
    public async Task Entities_Subscribed_GetResultSnapshotAndDiffsShapedAsCaptured()
    {
        await Client.SendAsync("""{"id":1,"type":"subscribe_entities","entity_ids":["input_number.hall_level","light.hall"]}""");
        (await Client.ReadAsync()).ShouldBe(HomeAssistantFrames.ByNote("[entities] result first"));
        var snapshot = await Client.ReadAsync();
        snapshot.ShouldNotBeNull().ShouldStartWith("""{"id":1,"type":"event","event":{"a":{"light.hall":{"s":"off","a":{"min_mireds":153,""");
        HomeAssistantFrames.Shape(snapshot).ShouldEndWith("friendly_name:String},c:String,lc:Number}}}}");

        // The user comes in with the first call, so only the second context is a plain text.
        await Client.AskAsync(SetLevel);
        await Client.ReadAsync();
        var diff = await Client.AskAsync(SetLevel.Replace("\"id\":4", "\"id\":5", StringComparison.Ordinal).Replace("50", "44", StringComparison.Ordinal));
        HomeAssistantFrames.Shape(diff).ShouldBe(HomeAssistantFrames.Shape(
            HomeAssistantFrames.ByNote("[entities] diff: state changed").Replace("den_level", "hall_level", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Entities_AttributesChanged_ShowAdditionsAndRemovals()
    {
        Hub.SetState("sensor.probe", "1", new JsonObject { ["gone"] = 1, ["kept"] = 2 });
        await Client.AskAsync("""{"id":1,"type":"subscribe_entities","entity_ids":["sensor.probe"]}""");
        await Client.ReadAsync();
        Hub.SetState("sensor.probe", "1", new JsonObject { ["kept"] = 3 });
        HomeAssistantFrames.Shape(await Client.ReadAsync()).ShouldBe(
            "{type:String,event:{c:{sensor.probe:{+:{lu:Number,c:String,a:{kept:Number}},-:{a:[String]}}}},id:Number}");
        Hub.RemoveState("sensor.probe");
        (await Client.ReadAsync()).ShouldBe("""{"type":"event","event":{"r":["sensor.probe"]},"id":1}""");
    }

    [Fact]
    public async Task Trigger_StateChanged_IsShapedAsCaptured()
    {
        await Client.AskAsync("""{"id":3,"type":"subscribe_trigger","trigger":{"platform":"state","entity_id":"input_boolean.guest_mode"}}""");
        await Client.AskAsync("""{"id":4,"type":"call_service","domain":"input_boolean","service":"turn_on","target":{"entity_id":"input_boolean.guest_mode"}}""");
        await Client.ReadAsync();
        var fired = await Client.AskAsync("""{"id":5,"type":"call_service","domain":"input_boolean","service":"turn_off","target":{"entity_id":"input_boolean.guest_mode"}}""");
        HomeAssistantFrames.Shape(fired).ShouldBe(HomeAssistantFrames.Shape(HomeAssistantFrames.ByNote("[trigger] no event_type")));
    }

    [Fact]
    public async Task Template_EntityChanged_RendersANumberAgain()
    {
        await Client.AskAsync("""{"id":5,"type":"render_template","template":"{{ states('input_number.hall_level') }}"}""");
        (await Client.ReadAsync()).ShouldNotBeNull().ShouldContain("""{"result":20.0,"listeners":""");
        Hub.SetState("input_number.hall_level", "44.0");
        (await Client.ReadAsync()).ShouldBe(
            HomeAssistantFrames.ByNote("[template] native number").Replace("den_level", "hall_level", StringComparison.Ordinal));
        (await Client.AskAsync(HomeAssistantFrames.ByNote("[template] broken template"))).ShouldBe(
            HomeAssistantFrames.ByNote("[template] success all the same"));
        (await Client.AskAsync("""{"id":7,"type":"ping"}""")).ShouldBe("""{"id":7,"type":"pong"}""");
    }

    [Fact]
    public async Task Subscription_EndedTwice_IsNotFound()
    {
        await Client.AskAsync("""{"id":1,"type":"subscribe_events","event_type":"state_changed"}""");
        Hub.ActiveSubscriptions.ShouldBe(["subscribe_events:state_changed"]);
        (await Client.AskAsync(HomeAssistantFrames.ByNote("[main] unsubscribe: own id"))).ShouldBe(HomeAssistantFrames.ByNote("[main] done"));
        (await Client.AskAsync("""{"id":10,"type":"unsubscribe_events","subscription":1}""")).ShouldBe(
            HomeAssistantFrames.ByNote("[main] same subscription a second time"));
        Hub.ActiveSubscriptions.ShouldBeEmpty();
        Hub.CountReceived("unsubscribe_events").ShouldBe(2);
    }
}
