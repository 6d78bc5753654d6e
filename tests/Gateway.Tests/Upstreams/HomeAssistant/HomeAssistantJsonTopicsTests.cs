using Gateway.Upstreams.HomeAssistant;

namespace Gateway.Tests.Upstreams.HomeAssistant;

public sealed class HomeAssistantJsonTopicsTests
{
    private static readonly HashSet<string> Additional = new(["custom/watch", "unsubscribe_events"], StringComparer.Ordinal);

    [Theory]
    [InlineData("""{"type":"subscribe_trigger","trigger":{"b":[ 1, 20.0 ,1E2],"a":null}}""", """{"trigger":{"a":null,"b":[1,20.0,1E2]},"type":"subscribe_trigger"}""")]
    [InlineData("{ \"typ\\u0065\" : \"\\u0073ubscribe_x\" }", """{"type":"subscribe_x"}""")]
    [InlineData("""{"type":"render_template","template":"caf\u00e9 \ud83d\ude00 \/ \" \\ \n \u0001 \u007f"}""", "{\"template\":\"café 😀 / \\\" \\\\ \\n \\u0001 \u007f\",\"type\":\"render_template\"}")]
    [InlineData("""{"type":"subscribe_x","Z":1,"a":2,"é":3,"":4}""", """{"":4,"Z":1,"a":2,"type":"subscribe_x","é":3}""")]
    public void JsonTopic_AnyNotation_HasOneCanonicalText(string topic, string canonical)
    {
        foreach (var text in (string[])[topic, canonical])
        {
            HomeAssistantTopics.TryParse(text, Additional, out var plan, out var refusal).ShouldBeTrue(refusal);
            plan.ShouldBe(new HomeAssistantTopic
            {
                Canonical = canonical,
                Family = HomeAssistantTopicFamily.Json,
                Prefix = canonical,
                UpstreamKey = canonical,
            });
        }
    }

    [Theory]
    [InlineData("subscribe_events", true)]
    [InlineData("subscribe_entities", true)]
    [InlineData("mqtt/subscribe", true)]
    [InlineData("config_entries/subscribe", true)]
    [InlineData("history/stream", true)]
    [InlineData("logbook/event_stream", true)]
    [InlineData("render_template", true)]
    [InlineData("system_health/info", true)]
    [InlineData("custom/watch", true)]
    [InlineData("unsubscribe_events", false)]
    [InlineData("mqtt/unsubscribe", false)]
    [InlineData("call_service", false)]
    [InlineData("subscribe/toggle", false)]
    [InlineData("other/info", false)]
    [InlineData("x/render_template", false)]
    [InlineData("fire_event", false)]
    public void JsonTopic_OfAnyType_IsAcceptedOnlyWhenItSubscribes(string type, bool accepted)
    {
        HomeAssistantTopics.TryParse($$"""{"type":"{{type}}"}""", Additional, out _, out var refusal).ShouldBe(accepted);
        if (accepted)
            return;

        refusal!.ShouldContain("as a command instead");
        refusal!.ShouldContain("HomeAssistant:SubscriptionTypes");
    }

    [Theory]
    [InlineData("{", "not JSON")]
    [InlineData("{}", "no \"type\"")]
    [InlineData("""{"type":5}""", "no \"type\"")]
    [InlineData("""{"type":""}""", "no \"type\"")]
    [InlineData("""{"type":"subscribe_x","id":1}""", "\"id\"")]
    [InlineData("""{"type":"subscribe_x","\u0069d":1}""", "\"id\"")]
    [InlineData("""{"type":"subscribe_x","type":"call_service"}""", "twice")]
    [InlineData("""{"type":"subscribe_x","a":[{"b":1,"\u0062":1}]}""", "\"b\" twice")]
    [InlineData("""{"type":"subscribe_x"}x""", "not JSON")]
    [InlineData("""{"type":"subscribe_x","a":"\ud800"}""", "surrogate")]
    [InlineData("""{"type":"subscribe_x","a":1e999}""", "number")]
    public void JsonTopic_Faulty_IsRefusedWithTheReason(string topic, string named)
    {
        HomeAssistantTopics.TryParse(topic, Additional, out _, out var refusal).ShouldBeFalse();
        refusal.ShouldContain(named);
    }

    [Fact]
    public void JsonTopic_TooDeepOrTooLong_IsRefused()
    {
        HomeAssistantTopics.TryParse(Deep(64), Additional, out _, out var refusal).ShouldBeTrue(refusal);
        HomeAssistantTopics.TryParse(Deep(65), Additional, out _, out refusal).ShouldBeFalse();
        refusal.ShouldContain("deeper than 64");

        HomeAssistantTopics.TryParse("{\"type\":\"subscribe_x\",\"a\":\"" + new string('é', 8192) + "\"}", Additional, out _, out refusal).ShouldBeFalse();
        refusal.ShouldContain("16384");

        static string Deep(int depth) => "{\"type\":\"subscribe_x\",\"a\":" + new string('[', depth - 1) + new string(']', depth - 1) + "}";
    }
}
