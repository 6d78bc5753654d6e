using System.Buffers;
using System.Text;
using System.Text.Json;
using Gateway.Events;
using Gateway.Upstreams.Deconz;
using Gateway.Upstreams.HomeAssistant;
using Gateway.Upstreams.Pryv;
using Gateway.Upstreams.SocketIO.Packets;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Gateway.Tests.Events;

/// <summary>What a hub sends is never nested deeper than its clients can read.</summary>
public sealed class EventDepthTests
{
    [Theory]
    [InlineData(HubEvent.MaxDepth, true)]
    [InlineData(HubEvent.MaxDepth + 1, false)]
    public void Record_DataOfThatDepth_IsWhatSignalRsDotNetClientReads(int depth, bool isRead)
    {
        var record = $$"""{"type":1,"target":"event","arguments":[{"hub":"home","data":{{Nested(depth)}}}]}""" + '\x1e';
        var bytes = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(record));
        var protocol = new JsonHubProtocol();
        if (isRead)
        {
            protocol.TryParseMessage(ref bytes, new AnyBinder(), out var message).ShouldBeTrue();
            message.ShouldBeOfType<InvocationMessage>();
        }
        else
        {
            // The client ends its connection.
            Should.Throw<InvalidDataException>(() => protocol.TryParseMessage(ref bytes, new AnyBinder(), out _));
        }
    }

    [Theory]
    [InlineData(HubEvent.MaxDepth, true)]
    [InlineData(HubEvent.MaxDepth + 1, false)]
    public void Deconz_FrameOfThatDepth_IsAnEventOrRefused(int depth, bool isRead) =>
        DeconzFrame.TryRead(Encoding.UTF8.GetBytes($$"""{"t":"event","e":"changed","r":"lights","id":"1","state":{{Nested(depth - 1)}}}"""), out _, out _).ShouldBe(isRead);

    [Theory]
    [InlineData(HubEvent.MaxDepth, true)]
    [InlineData(HubEvent.MaxDepth + 1, false)]
    public void HomeAssistant_FrameOfThatDepth_IsAMessageOrRefused(int depth, bool isRead)
    {
        var frame = Encoding.UTF8.GetBytes($$"""{"type":"custom","a":{{Nested(depth - 1)}}}""");
        Action read = () => new HomeAssistantFrameReader(frame).TryRead(out _);
        if (isRead)
        {
            read();
        }
        else
        {
            read.ShouldThrow<HomeAssistantFormatException>();
        }
    }

    [Theory]
    [InlineData(HubEvent.MaxDepth, true)]
    [InlineData(HubEvent.MaxDepth + 1, false)]
    public void SocketIO_ListOfThatDepth_IsAnEventOrRefused(int depth, bool isRead)
    {
        var list = Encoding.UTF8.GetBytes($"[\"news\",{Nested(depth - 1)}]");
        Action read = () => SocketIOArguments.ReadEvent(list);
        if (isRead)
        {
            read();
        }
        else
        {
            read.ShouldThrow<SocketIOFormatException>();
        }
    }

    [Theory]
    [InlineData(HubEvent.MaxDepth, 2)]
    [InlineData(HubEvent.MaxDepth + 1, 1)]
    [InlineData(500, 1)]
    public void Pryv_EventOfThatDepth_IsTakenOrLeftOutAlone(int depth, int taken)
    {
        var page = PryvPage.Read(Encoding.UTF8.GetBytes($$"""{"events":[{"id":"deep","modified":1,"content":{{Nested(depth - 1)}}},{"id":"plain","modified":2,"content":[[]]}]}""")).ShouldNotBeNull();
        page.Changes.Count.ShouldBe(taken);
        page.Changes[^1].Id.ShouldBe("plain");
        page.Odd.ShouldBe(2 - taken);
    }

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private sealed class AnyBinder : IInvocationBinder
    {
        public Type GetReturnType(string invocationId) => typeof(JsonElement);

        public IReadOnlyList<Type> GetParameterTypes(string methodName) => [typeof(JsonElement)];

        public Type GetStreamItemType(string streamId) => typeof(JsonElement);
    }
}
