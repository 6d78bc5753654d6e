using System.Buffers;
using System.Text;
using Gateway.Upstreams.HomeAssistant;

namespace Gateway.Tests.Upstreams.HomeAssistant;

public sealed class HomeAssistantCommandWriterTests
{
    [Theory]
    [InlineData("call_service", """{"domain":"light","x":{"a":[20.0]}}""", """{"id":7,"type":"call_service","domain":"light","x":{"a":[20.0]}}""")]
    [InlineData("get_states", "", """{"id":7,"type":"get_states"}""")]
    [InlineData("get_states", "{}", """{"id":7,"type":"get_states"}""")]
    [InlineData("get_states", " \r\n{\t} ", """{"id":7,"type":"get_states"}""")]
    [InlineData("x", " { \"a\" : 1 } ", """{"id":7,"type":"x","a" : 1}""")]
    [InlineData("a\"b\\\n\u0001é😀", "", """{"id":7,"type":"a\"b\\\n\u0001é😀"}""")]
    public void Command_WithArgs_SplicesTheirMembersRaw(string type, string args, string expected)
    {
        Written(output => HomeAssistantCommandWriter.Write(output, 7, type, Encoding.UTF8.GetBytes(args))).ShouldBe(expected);
    }

    [Fact]
    public void Command_WithArgsThatAreNoObject_IsTheCallersFault()
    {
        Should.Throw<ArgumentException>(() => HomeAssistantCommandWriter.Write(new ArrayBufferWriter<byte>(), 1, "x", "[1]"u8));
    }

    [Fact]
    public void Command_FromAJsonObject_KeepsItsType()
    {
        Written(output => HomeAssistantCommandWriter.WriteObject(output, 3, """{"trigger":{},"type":"subscribe_trigger"}"""u8))
            .ShouldBe("""{"id":3,"trigger":{},"type":"subscribe_trigger"}""");
    }

    [Fact]
    public void Frames_OfTheSession_AreAsCaptured()
    {
        Written(output => HomeAssistantCommandWriter.WriteAuth(output, "to\"ken")).ShouldBe("""{"type":"auth","access_token":"to\"ken"}""");
        Written(output => HomeAssistantCommandWriter.WriteSupportedFeatures(output, 1))
            .ShouldBe("""{"id":1,"type":"supported_features","features":{"coalesce_messages":1}}""");
        Written(output => HomeAssistantCommandWriter.WriteGetConfig(output, 2)).ShouldBe("""{"id":2,"type":"get_config"}""");
        Written(output => HomeAssistantCommandWriter.WriteSubscribeEntities(output, 3)).ShouldBe("""{"id":3,"type":"subscribe_entities"}""");
        Written(output => HomeAssistantCommandWriter.WritePing(output, long.MaxValue)).ShouldBe("""{"id":9223372036854775807,"type":"ping"}""");
        Written(output => HomeAssistantCommandWriter.WriteSubscribeEvents(output, 4, "zha\"\t😀"))
            .ShouldBe("""{"id":4,"type":"subscribe_events","event_type":"zha\"\t😀"}""");
        Written(output => HomeAssistantCommandWriter.WriteSubscribeEvents(output, 5, eventType: null)).ShouldBe("""{"id":5,"type":"subscribe_events"}""");
        Written(output => HomeAssistantCommandWriter.WriteUnsubscribeEvents(output, 9, 1)).ShouldBe("""{"id":9,"type":"unsubscribe_events","subscription":1}""");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData(" {\"a\":{\"id\":1,\"type\":2},\"ID\":3,\"\":4} ")]
    [InlineData("""{"u":"\ud83d\ude00","n":1e308,"m":123456789012345678901234567890}""")]
    public void Args_ThatTheHubTakes_AreAccepted(string args)
    {
        HomeAssistantCommandWriter.TryValidateArgs(Encoding.UTF8.GetBytes(args), out var fault).ShouldBeTrue(fault);
    }

    [Theory]
    [InlineData("[]", "no JSON object")]
    [InlineData("5", "no JSON object")]
    [InlineData("null", "no JSON object")]
    [InlineData("  ", "not JSON")]
    [InlineData("{\"a\":1", "not JSON")]
    [InlineData("{\"a\":1}{}", "not JSON")]
    [InlineData("{\"a\":1,}", "not JSON")]
    [InlineData("{a:1}", "not JSON")]
    [InlineData("{\"a\":1} // x", "not JSON")]
    [InlineData("{\"x\":1,\"id\":5}", "\"id\"")]
    [InlineData("{\"\\u0069d\":5}", "\"id\"")]
    [InlineData("{\"type\":\"x\"}", "\"type\"")]
    [InlineData("{\"t\\u0079pe\":{}}", "\"type\"")]
    [InlineData("{\"a\":\"\\ud800\"}", "surrogate")]
    [InlineData("{\"\\udc00\":1}", "surrogate")]
    [InlineData("{\"a\":[1e999]}", "number")]
    public void Args_ThatWouldCostTheSession_AreRefusedWithFaultAndCure(string args, string named)
    {
        HomeAssistantCommandWriter.TryValidateArgs(Encoding.UTF8.GetBytes(args), out var fault).ShouldBeFalse();
        fault!.ShouldStartWith("args ");
        fault.ShouldContain(named);
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Args_Depth_IsLimitedTo64(int depth, bool accepted)
    {
        var args = Encoding.UTF8.GetBytes("{\"a\":" + new string('[', depth - 1) + new string(']', depth - 1) + "}");
        HomeAssistantCommandWriter.TryValidateArgs(args, out var fault).ShouldBe(accepted);
        if (!accepted)
            fault!.ShouldContain("deeper than 64");
    }

    [Fact]
    public void Args_NotUtf8OrTooLong_AreRefused()
    {
        HomeAssistantCommandWriter.TryValidateArgs([.. "{\"a\":\""u8, 0xFF, .. "\"}"u8], out var fault).ShouldBeFalse();
        fault!.ShouldContain("UTF-8");
        HomeAssistantCommandWriter.TryValidateArgs(new byte[HomeAssistantCommandWriter.MaxArgsBytes + 1], out fault).ShouldBeFalse();
        fault!.ShouldContain("bytes");
    }

    private static string Written(Action<ArrayBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
