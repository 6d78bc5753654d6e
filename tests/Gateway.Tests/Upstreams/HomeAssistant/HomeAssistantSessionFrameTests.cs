using System.Net.WebSockets;
using Gateway.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Upstreams.HomeAssistant;

public sealed class HomeAssistantSessionFrameTests
{
    [Theory]
    [InlineData("garbage")]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("42")]
    [InlineData("null")]
    [InlineData("[[],{},null,1]")]
    [InlineData("""{"type":7}""")]
    [InlineData("""{"type":"event","id":3}""")]
    [InlineData("""{"type":"auth_required"}""")]
    [InlineData("""{"type":"auth_invalid","message":"now"}""")]
    [InlineData("""{"type":"\ud800"}""")]
    public async Task Frame_OfNoUse_IsSurvived(string frame)
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var id = await rig.WatchAsync("events:demo");

        await rig.Wire.SendAsync(frame);
        await rig.Wire.EventAsync(id, """{"event_type":"demo"}""");
        await rig.SettleAsync();

        rig.Events.ShouldHaveSingleItem();
        rig.Reading.IsCompleted.ShouldBeFalse();
        rig.Log.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Frame_BadUtf8OrBinary_IsSurvived()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var id = await rig.WatchAsync("events:demo");

        await rig.Wire.SendAsync([0x01, 0x02, 0x03], WebSocketMessageType.Binary);
        await rig.Wire.SendAsync([], WebSocketMessageType.Binary);
        await rig.Wire.EventAsync(id, """{"event_type":"demo"}""");
        await rig.SettleAsync();

        rig.Events.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Frame_GarbageOverAndOver_IsLoggedOnce()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();

        for (var number = 0; number < 100; number++)
        {
            await rig.Wire.SendAsync("garbage");
        }

        await rig.SettleAsync();
        rig.LinesOf(LogLevel.Warning).ShouldHaveSingleItem().ShouldContain("no message");
        rig.Session.FramesRead.ShouldBe(101);
    }

    [Theory]
    [InlineData("""[{},null,1]""", 3)]
    [InlineData("""{"type":"event","id":3}""", 1)]
    [InlineData("""{"id":99,"type":"result","success":true,"result":null}""", 1)]
    [InlineData("""{"id":99,"type":"pong"}""", 1)]
    [InlineData("""{"type":"event","event":{"no_type":1},"id":3}""", 1)]
    public async Task Message_ThatFitsNobody_IsCounted(string frame, int messages)
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        (await rig.WatchAsync("events:demo")).ShouldBe(3);

        await rig.Wire.SendAsync(frame);
        await rig.SettleAsync();

        rig.Traffic.Unreadable.ShouldBe(messages);
    }

    [Fact]
    public async Task Frame_OfFifteenMebibytes_Passes()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var id = await rig.WatchAsync("events:demo");

        await rig.Wire.EventAsync(id, $$"""{"event_type":"demo","pad":"{{new string('x', 15 << 20)}}"}""");
        await rig.Wire.EventAsync(id, """{"event_type":"demo"}""");
        await rig.SettleAsync();

        rig.Events.Count.ShouldBe(2);
        rig.Events[0].Length.ShouldBeGreaterThan(15 << 20);
    }

    [Fact]
    public async Task Frame_AboveSixteenMebibytes_EndsTheSessionByNameAndTheNextOneWorks()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var id = await rig.WatchAsync("events:demo");

        await rig.Wire.EventAsync(id, $$"""{"event_type":"demo","pad":"{{new string('x', 16 << 20)}}"}""");

        var reason = await rig.Reading.Soon();
        reason.Name.ShouldBe("protocol-fault");
        reason.IsFinal.ShouldBeFalse();
        reason.Message.ShouldContain($"{16 << 20} bytes");
        await rig.OpenNextAsync();
        await rig.SettleAsync();
        rig.Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task Close_ByTheHub_EndsTheSessionAndIsNotFinal()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();

        await rig.Wire.CloseAsync();

        var reason = await rig.Reading.Soon();
        reason.Name.ShouldBe("hub-closed");
        reason.IsFinal.ShouldBeFalse();
        reason.Message.ShouldContain("1000");
    }
}
