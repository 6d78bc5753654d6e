using System.Text;
using Gateway.Upstreams.HomeAssistant;

namespace Gateway.Tests.Upstreams.HomeAssistant;

public sealed class HomeAssistantFrameReaderTests
{
    [Theory]
    [InlineData("7", 7L)]
    [InlineData("0", 0L)]
    [InlineData("-5", -5L)]
    [InlineData("9007199254740993", 9007199254740993L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("9223372036854775808", null)]
    [InlineData("7.0", null)]
    [InlineData("7e0", null)]
    [InlineData("\"7\"", null)]
    [InlineData("null", null)]
    [InlineData("true", null)]
    [InlineData("[7]", null)]
    [InlineData("{\"id\":7}", null)]
    public void Id_OfAnyForm_IsOnlyTakenFromAnInteger(string written, long? expected)
    {
        var message = HomeAssistantSeen.ReadAll($$"""{"type":"result","id":{{written}},"success":true,"result":1}""").Single();
        message.Id.ShouldBe(expected);
        message.Success.ShouldBeTrue();
        message.Result.ShouldBe("1");
    }

    [Fact]
    public void Message_KeysRepeated_LastOneWins()
    {
        var message = HomeAssistantSeen.ReadAll("""{"id":1,"type":"pong","event":1,"id":2,"type":"event","event":{"a":{}}}""").Single();
        message.Id.ShouldBe(2);
        message.Type.ShouldBe(HomeAssistantMessageType.Event);
        message.Event.ShouldBe("""{"a":{}}""");
        HomeAssistantSeen.ReadAll("""{"id":1,"type":"pong","id":null,"type":5}""").Single().ShouldBe(
            new HomeAssistantSeen(HomeAssistantMessageType.None, null, null, false, null, null, null, """{"id":1,"type":"pong","id":null,"type":5}"""));
    }

    [Fact]
    public void Message_NamesAndTypeWithEscapes_AreUnderstood()
    {
        var message = HomeAssistantSeen.ReadAll("""{"\u0069d":3,"typ\u0065":"re\u0073ult","success":true,"\/x":1}""").Single();
        message.Id.ShouldBe(3);
        message.Type.ShouldBe(HomeAssistantMessageType.Result);
        message.TypeName.ShouldBe("result");
    }

    [Fact]
    public void Message_LoneSurrogates_AreSurvived()
    {
        var message = HomeAssistantSeen.ReadAll("""{"\ud800":1,"i\udc00":2,"type":"\ud800x","id":4}""").Single();
        message.Type.ShouldBe(HomeAssistantMessageType.None);
        message.Id.ShouldBe(4);
    }

    [Fact]
    public void Message_UnknownType_IsOtherWithItsName()
    {
        var message = HomeAssistantSeen.ReadAll("""{"type":"zha/caf\u00e9 \ud83d\ude00","x":[1]}""").Single();
        message.Type.ShouldBe(HomeAssistantMessageType.Other);
        message.TypeName.ShouldBe("zha/café 😀");
    }

    [Fact]
    public void Frame_ArrayWithOtherValues_YieldsThemAsNone()
    {
        var messages = HomeAssistantSeen.ReadAll(""" [ 42 , "x",null,[1,{"a":2}],{"id":1,"type":"pong"} , {} ] """);
        messages.Select(message => message.Type).ShouldBe(
            [.. Enumerable.Repeat(HomeAssistantMessageType.None, 4), HomeAssistantMessageType.Pong, HomeAssistantMessageType.None]);
        messages.Select(message => message.Raw).ShouldBe(["42", "\"x\"", "null", """[1,{"a":2}]""", """{"id":1,"type":"pong"}""", "{}"]);
    }

    [Theory]
    [InlineData("[]", 0)]
    [InlineData(" [ ] ", 0)]
    [InlineData("42", 1)]
    [InlineData("\"text\"", 1)]
    public void Frame_WithoutObjects_YieldsNothingOfUse(string frame, int count)
    {
        var messages = HomeAssistantSeen.ReadAll(frame);
        messages.Count.ShouldBe(count);
        messages.ShouldAllBe(message => message.Type == HomeAssistantMessageType.None);
    }

    [Theory]
    [InlineData("", "ends inside", 0)]
    [InlineData("   ", "ends inside", 3)]
    [InlineData("secret", "not JSON", 0)]
    [InlineData("{\"id\":1", "ends inside", 7)]
    [InlineData("{\"id\":1,}", "not JSON", 8)]
    [InlineData("{\"id\":1} {\"secret\":2}", "not JSON", 9)]
    [InlineData("[{\"id\":1},", "ends inside", 10)]
    [InlineData("[{\"id\":1}]x", "not JSON", 10)]
    public void Frame_NotJson_NamesFaultAndPlaceWithoutPayload(string frame, string fault, long offset)
    {
        var thrown = Should.Throw<HomeAssistantFormatException>(() => HomeAssistantSeen.ReadAll(frame));
        thrown.Message.ShouldContain(fault);
        thrown.Message.ShouldNotContain("secret");
        thrown.Offset.ShouldBe(offset);
        thrown.InnerException.ShouldBeNull();
    }

    [Fact]
    public void Frame_NotUtf8_IsRefusedAtTheByte()
    {
        byte[] frame = [.. "{\"type\":\"é"u8, 0xC3, .. "\"}"u8];
        var thrown = Should.Throw<HomeAssistantFormatException>(() => HomeAssistantSeen.ReadAll(frame));
        thrown.Message.ShouldContain("UTF-8");
        thrown.Offset.ShouldBe(11);
    }

    [Theory]
    [InlineData(61, true, false)]
    [InlineData(62, false, false)]
    [InlineData(61, true, true)]
    [InlineData(62, false, true)]
    public void Frame_DeepMessage_IsReadTo61LevelsAloneOrCoalesced(int depth, bool accepted, bool coalesced)
    {
        var message = "{\"event\":" + new string('[', depth - 1) + new string(']', depth - 1) + "}";
        var frame = coalesced ? $"[{message}]" : message;
        if (accepted)
            HomeAssistantSeen.ReadAll(frame).Count.ShouldBe(1);
        else
            Should.Throw<HomeAssistantFormatException>(() => HomeAssistantSeen.ReadAll(frame)).Message.ShouldContain("deeper than 61");
    }

    [Fact]
    public void Frame_FaultInTheSecondMessage_FirstIsStillHandedOut()
    {
        var frame = Encoding.UTF8.GetBytes("""[{"id":1,"type":"pong"},{"id":2,]""");
        var reader = new HomeAssistantFrameReader(frame);
        reader.TryRead(out var first).ShouldBeTrue();
        first.Id.ShouldBe(1);
        var thrown = false;
        try
        {
            reader.TryRead(out _);
        }
        catch (HomeAssistantFormatException)
        {
            thrown = true;
        }

        thrown.ShouldBeTrue();
        reader.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public void Frame_Reading_AllocatesNothing()
    {
        var frame = Encoding.UTF8.GetBytes(HomeAssistantFrames.Noted("[coalesce] ONE array").Text);
        Count(frame);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var count = Count(frame);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        count.ShouldBe(8);
        allocated.ShouldBe(0);

        static int Count(byte[] bytes)
        {
            var count = 0;
            var reader = new HomeAssistantFrameReader(bytes);
            while (reader.TryRead(out _))
                count++;
            return count;
        }
    }
}
