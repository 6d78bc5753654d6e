using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Tests.Upstreams.SocketIO;

/// <summary>What one caller sends must not end the connection of all.</summary>
public sealed class SocketIORefusalTests
{
    [Theory]
    [InlineData("42[\"a\"", "broken")]
    [InlineData("2", "must begin with 4")]
    [InlineData("40/chat,", "joined and left by subscriptions")]
    [InlineData("451-[\"a\",{\"_placeholder\":true,\"num\":0}]", "attachments")]
    [InlineData("42[]", "no name")]
    [InlineData("43[1]", "acks with an id")]
    [InlineData("42[\"disconnect\"]", "protocol's own")]
    [InlineData("42[\"dis\\u0063onnect\"]", "protocol's own")]
    [InlineData("42/?x,[\"a\"]", "query")]
    [InlineData("42/chat,[\"a\"]", "not joined")]
    public async Task Raw_WhatWouldBreakTheConnection_IsRefusedAndNotWritten(string packet, string why)
    {
        await using var rig = await SocketIORig.JoinedAsync();

        (await rig.RawAsync(packet)).ShouldNotBeNull().ShouldContain(why);

        rig.Transport.Written.ShouldBe(["40"]);
    }

    [Theory]
    [InlineData("a", "[\"0123456789012345678901234567890123456789\"]", "takes at most 40")]
    [InlineData("a", "[{\"$binary\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}]", "takes at most 40")]
    [InlineData("disconnect", "[]", "protocol's own")]
    [InlineData("a", "{\"no\":\"list\"}", "no list")]
    [InlineData("a", "[1", "broken")]
    public async Task Emit_WhatWouldBreakTheConnection_IsRefusedAndNotWritten(string name, string args, string why)
    {
        await using var rig = await SocketIORig.JoinedAsync(maxPayload: 40);

        var reply = await rig.EmitAsync(name, args).Soon();

        reply.Kind.ShouldBe(UpstreamReplyKind.No);
        SocketIORawPacket.Words(reply).ShouldContain(why);
        rig.Transport.Written.ShouldBe(["40"]);
    }

    [Theory]
    [InlineData("connect")]
    [InlineData("connect_error")]
    [InlineData("disconnect")]
    [InlineData("disconnecting")]
    [InlineData("newListener")]
    [InlineData("removeListener")]
    public async Task Name_OfTheProtocolsOwn_IsRefusedInEngine3Too(string name)
    {
        // A server of version 4 that takes old clients ends their connection for it as well.
        await using var rig = await SocketIORig.JoinedAsync(3);

        var reply = await rig.EmitAsync(name).Soon();

        reply.Kind.ShouldBe(UpstreamReplyKind.No);
        SocketIORawPacket.Words(reply).ShouldContain("protocol's own");
        (await rig.RawAsync($"42[\"{name}\"]")).ShouldNotBeNull().ShouldContain("protocol's own");
        rig.Transport.Written.ShouldBeEmpty();
    }

    [Fact]
    public async Task Name_OfALaterProtocol_IsLikeAnyOtherInVersion0()
    {
        await using var rig = await SocketIORig.JoinedAsync(0);

        (await rig.EmitAsync("disconnect").Soon()).Kind.ShouldBe(UpstreamReplyKind.Yes);
    }

    [Fact]
    public async Task Emit_NameWithHalfACharacter_IsRefusedAndNotWritten()
    {
        await using var rig = await SocketIORig.JoinedAsync();

        var reply = await rig.EmitAsync("half " + (char)0xD800).Soon();

        reply.Kind.ShouldBe(UpstreamReplyKind.No);
        rig.Transport.Written.ShouldBe(["40"]);
    }

    [Fact]
    public async Task Emit_TextThatIsNotUtf8_IsRefusedAndNotWritten()
    {
        await using var rig = await SocketIORig.JoinedAsync();

        var reply = await rig.Connection.SendAsync(SocketIORequest.Event("/", "a", new byte[] { (byte)'[', (byte)'"', 0xFF, (byte)'"', (byte)']' }, wantsAck: false), CancellationToken.None).Soon();

        reply.Kind.ShouldBe(UpstreamReplyKind.No);
        rig.Transport.Written.ShouldBe(["40"]);
    }

    [Fact]
    public async Task Emit_NameOfAFieldThatIsHalfACharacter_DoesNotEndTheWriter()
    {
        await using var rig = await SocketIORig.JoinedAsync();

        await rig.EmitAsync("a", """[{"\ud800a":1}]""").Soon();

        (await rig.EmitAsync("b").Soon()).Kind.ShouldBe(UpstreamReplyKind.Yes);
        rig.Connection.Completion.IsCompleted.ShouldBeFalse();
    }
}
