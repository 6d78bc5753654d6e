using System.Text;
using Gateway.Api.Live;
using Gateway.Delivery;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Api;

/// <summary>What goes over the wire at <c>/live</c> with the own transport: handshake, frames, close (RFC 6455).</summary>
public sealed class LiveFramesTests
{
    private const string Version = "Sec-WebSocket-Version: 13";
    private const string Key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

    [Theory]
    [InlineData("426", "Send 'Sec-WebSocket-Version: 13'", "Sec-WebSocket-Version: 8", Key)]
    [InlineData("426", "Send 'Sec-WebSocket-Version: 13'", Key)]
    [InlineData("400", "'Sec-WebSocket-Key' must be", Version)]
    [InlineData("400", "'Sec-WebSocket-Key' must be", Version, "Sec-WebSocket-Key: dGhl")]
    [InlineData("400", "'Sec-WebSocket-Key' must be", Version, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZTEy")]
    [InlineData("400", "'Sec-WebSocket-Key' must be", Version, Key, Key)]
    [InlineData("403", "Pages of 'https://elsewhere.example'", Version, Key, "Origin: https://elsewhere.example")]
    public async Task Upgrade_ThatMayNotBe_IsRefusedByName(string status, string detail, params string[] headers)
    {
        await using var host = await GatewayHost.StartAsync();

        var (socket, answer) = await RawWebSocket.AskAsync(host.Url, "/live", headers);
        await using var _ = socket;

        answer.ShouldStartWith($"HTTP/1.1 {status} ");
        answer.ShouldContain("application/problem+json");
        answer.ShouldContain(detail);
        answer.Contains("\r\nSec-WebSocket-Version: 13\r\n", StringComparison.OrdinalIgnoreCase).ShouldBe(string.Equals(status, "426", StringComparison.Ordinal));
        host.Service<LiveHeart>().Count.ShouldBe(0);
    }

    [Fact]
    public async Task Upgrade_AboveTheMostConnections_IsRefused()
    {
        await using var host = await GatewayHost.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["Clients:MaxConnections"] = "1" });
        await using var first = await (await RawWebSocket.ConnectAsync(host.Url)).SubscribedAsync();
        await Eventually.TrueAsync(() => host.Service<ClientDirectory>().IsFull, "the first is in");

        var (second, answer) = await RawWebSocket.AskAsync(host.Url, "/live", Version, Key);
        await using var _ = second;

        answer.ShouldStartWith("HTTP/1.1 503 ");
        answer.ShouldContain("Clients:MaxConnections");
    }

    [Fact]
    public async Task Message_InFragmentsWithAPingBetween_IsOneCallAndOnePong()
    {
        await using var host = await GatewayHost.StartAsync();
        await using var socket = await (await RawWebSocket.ConnectAsync(host.Url)).SubscribedAsync();
        var call = Encoding.UTF8.GetBytes("""{"type":1,"invocationId":"7","target":"Hubs","arguments":[]}""" + '\x1e');

        await socket.SendAsync(RawWebSocket.Text, call[..10], isFinal: false);
        await socket.SendAsync(RawWebSocket.Continuation, call[10..20], isFinal: false);
        await socket.SendAsync(RawWebSocket.Ping, [1, 2, 3]);
        var (opcode, payload) = await socket.ControlAsync();
        await socket.SendAsync(RawWebSocket.Continuation, call[20..]);

        opcode.ShouldBe(RawWebSocket.Pong);
        payload.ShouldBe([1, 2, 3]);
        await socket.UntilAsync(static record => record.Contains("\"type\":3,\"invocationId\":\"7\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Frame_WithoutMask_IsClosedAsAnError()
    {
        await using var host = await GatewayHost.StartAsync();
        await using var socket = await (await RawWebSocket.ConnectAsync(host.Url)).SubscribedAsync();

        await socket.SendAsync(RawWebSocket.Text, Encoding.UTF8.GetBytes("""{"type":1,"invocationId":"7","target":"Hubs","arguments":[]}""" + '\x1e'), isMasked: false);

        (await socket.ClosedAsync()).Status.ShouldBe(1002);
    }

    [Theory]
    [InlineData(RawWebSocket.Text | 0x40)]
    [InlineData(0x03)]
    [InlineData(RawWebSocket.Continuation)]
    public async Task Frame_AgainstTheProtocol_IsClosedAsAnError(byte opcode)
    {
        await using var host = await GatewayHost.StartAsync();
        await using var socket = await (await RawWebSocket.ConnectAsync(host.Url)).SubscribedAsync();

        await socket.SendAsync(opcode, "{}"u8.ToArray());

        (await socket.ClosedAsync()).Status.ShouldBe(1002);
        await NobodyIsLeftAsync(host);
    }

    [Fact]
    public async Task Frame_Binary_IsClosedAsNotTaken()
    {
        await using var host = await GatewayHost.StartAsync();
        await using var socket = await (await RawWebSocket.ConnectAsync(host.Url)).SubscribedAsync();

        await socket.SendAsync(RawWebSocket.Binary, [1, 2, 3]);

        (await socket.ClosedAsync()).ShouldBe((1003, "Only text messages are taken here."));
        await NobodyIsLeftAsync(host);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task Message_AboveTheLimit_IsClosedWithTheReason(int fragments)
    {
        await using var host = await GatewayHost.StartAsync();
        await using var socket = await (await RawWebSocket.ConnectAsync(host.Url)).SubscribedAsync();
        var part = new byte[(LiveServer.MaxMessage / fragments) + 1];
        part.AsSpan().Fill((byte)' ');

        for (var sent = 0; sent < fragments; sent++)
        {
            await socket.SendAsync(sent == 0 ? RawWebSocket.Text : RawWebSocket.Continuation, part, isFinal: sent == fragments - 1);
        }

        (await socket.ClosedAsync()).ShouldBe((1009, "A message may have up to 65536 bytes."));
        await NobodyIsLeftAsync(host);
    }

    [Fact]
    public async Task Message_OfExactlyTheLimit_IsTaken()
    {
        await using var host = await GatewayHost.StartAsync();
        await using var socket = await (await RawWebSocket.ConnectAsync(host.Url)).SubscribedAsync();
        const string Call = """{"type":1,"invocationId":"7","target":"Hubs","arguments":[]}""";

        await socket.SendAsync(Call + new string(' ', LiveServer.MaxMessage - Call.Length - 1));

        await socket.UntilAsync(static record => record.Contains("\"type\":3,\"invocationId\":\"7\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Messages_TogetherAboveTheLimit_AreAllTaken()
    {
        await using var host = await GatewayHost.StartAsync();
        await using var socket = await (await RawWebSocket.ConnectAsync(host.Url)).SubscribedAsync();

        await socket.SendAsync(string.Join('\x1e', Enumerable.Range(0, 4).Select(static number =>
            $$"""{"type":1,"invocationId":"{{number}}","target":"Hubs","arguments":[]{{new string(' ', 40_000)}}}""")));

        for (var number = 0; number < 4; number++)
        {
            await socket.UntilAsync(record => record.Contains("\"type\":3", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Close_ByTheClient_ServesWhatCameBeforeAndIsAnswered()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var socket = await (await RawWebSocket.ConnectAsync(host.Url)).SubscribedAsync("probe");

        await socket.CallAsync("Command", """{"hub":"home","name":"fire_event","args":{"event_type":"last"}}""");
        await socket.SendAsync(RawWebSocket.Close, [0x03, 0xE8]);

        (await socket.ClosedAsync()).Status.ShouldBe(1000);
        await socket.EndsAsync();
        await NobodyIsLeftAsync(host);
        await Eventually.TrueAsync(() => host.Home.CountReceived("fire_event") == 1, "the command was sent");
    }

    [Fact]
    public async Task Close_BySignalR_IsAWebSocketClose()
    {
        await using var host = await GatewayHost.StartAsync();
        await using var socket = await RawWebSocket.ConnectAsync(host.Url);

        await socket.SendAsync("""{"protocol":"messagepack","version":1}""");

        (await socket.RecordAsync()).ShouldContain("messagepack");
        (await socket.ClosedAsync()).Status.ShouldBe(1000);
        await socket.SendAsync(RawWebSocket.Close, [0x03, 0xE8]);
        await socket.EndsAsync();
        await NobodyIsLeftAsync(host);
    }

    private static Task NobodyIsLeftAsync(GatewayHost host) =>
        Eventually.TrueAsync(() => host.Service<LiveHeart>().Count == 0 && host.Service<ClientDirectory>().All.Count == 0, "nobody is left");
}
