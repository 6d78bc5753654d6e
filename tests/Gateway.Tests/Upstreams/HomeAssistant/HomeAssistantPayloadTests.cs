using System.Text;
using Gateway.Upstreams.HomeAssistant;

namespace Gateway.Tests.Upstreams.HomeAssistant;

public sealed class HomeAssistantPayloadTests
{
    [Theory]
    [InlineData("""{"event_type":"state_changed","data":{}}""", "state_changed")]
    [InlineData("""{"data":{"event_type":"inner"},"event_type":"outer"}""", "outer")]
    [InlineData("""{"event_typ\u0065":"caf\u00e9"}""", "café")]
    [InlineData("""{"variables":{"event_type":"x"}}""", null)]
    [InlineData("""{"event_type":5}""", null)]
    [InlineData("""{"event_type":""}""", null)]
    [InlineData("""{"event_type":"\ud800"}""", null)]
    [InlineData("""["event_type"]""", null)]
    [InlineData("null", null)]
    [InlineData("", null)]
    [InlineData("{\"a\":", null)]
    public void EventType_OfAnyPayload_IsTheTopLevelText(string payload, string? expected)
    {
        HomeAssistantPayload.TryReadEventType(Encoding.UTF8.GetBytes(payload), out var type).ShouldBe(expected is not null);
        Encoding.UTF8.GetString(type).ShouldBe(expected ?? "");
    }

    [Theory]
    [InlineData("""{"state":"STARTING","version":"2026.9.0b1"}""", "STARTING", "2026.9.0b1")]
    [InlineData("""{"version":"2023.11.3"}""", "RUNNING", "2023.11.3")]
    [InlineData("""{"state":7,"version":[]}""", "RUNNING", null)]
    [InlineData("null", "RUNNING", null)]
    [InlineData("", "RUNNING", null)]
    public void Config_OfAnyResult_IsReadTolerantly(string result, string state, string? version)
    {
        HomeAssistantPayload.ReadConfig(Encoding.UTF8.GetBytes(result)).ShouldBe((state, version));
    }

    [Fact]
    public void Config_Captured_IsRunning()
    {
        var message = HomeAssistantSeen.ReadAll(HomeAssistantFrames.Noted("[main] state RUNNING").Text).Single();
        HomeAssistantPayload.ReadConfig(Encoding.UTF8.GetBytes(message.Result!)).ShouldBe(("RUNNING", "2023.11.3"));
    }

    [Theory]
    [InlineData("""{"code":"not_found","message":"Service not found."}""", "not_found", "Service not found.")]
    [InlineData("""{"message":"a\nb","code":"x","translation_key":"k"}""", "x", "a\nb")]
    [InlineData("""{"code":3}""", "unknown", "")]
    [InlineData("\"text\"", "unknown", "")]
    [InlineData("", "unknown", "")]
    public void Error_OfAnyForm_IsReadTolerantly(string error, string code, string message)
    {
        HomeAssistantPayload.ReadError(Encoding.UTF8.GetBytes(error)).ShouldBe((code, message));
    }
}
