using System.Text;
using Gateway.Upstreams.SocketIO.Packets;

namespace Gateway.Tests.Upstreams.SocketIO;

/// <summary>Every recorded packet of a server is read, and its arguments are whole.</summary>
public sealed class SocketIOFramesTests
{
    public static TheoryData<int, string> Frames { get; } = Make();

    [Theory]
    [MemberData(nameof(Frames))]
    public void Read_RecordedPacket_IsOne(int revision, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (revision == 0)
        {
            ReadLegacy(bytes);
            return;
        }

        switch (text[0])
        {
            case '0':
                EngineOpenPacket.Read(bytes).ShouldNotBeNull();
                break;
            case '4':
                Read(SocketIOPacketReader.Read(bytes.AsSpan(1)));
                break;
            default:
                text.ShouldBeOneOf("1", "2", "3", "6");
                break;
        }
    }

    [Fact]
    public void Frames_OfEachRevision_AreThere()
    {
        foreach (var revision in new[] { 4, 3, 0 })
        {
            SocketIOFrames.All.Count(frame => frame.Revision == revision && frame.IsIncoming).ShouldBeGreaterThan(4);
        }
    }

    private static void Read(in SocketIOPacket packet)
    {
        if (packet.Type == SocketIOPacketType.Event)
        {
            SocketIOArguments.ReadEvent(packet.Json).NameToken.IsEmpty.ShouldBeFalse();
        }
        else if (packet.Type == SocketIOPacketType.Ack)
        {
            packet.Id.ShouldNotBeNull();
            SocketIOArguments.ReadList(packet.Json).Count.ShouldBeGreaterThan(0);
        }
    }

    private static void ReadLegacy(byte[] bytes)
    {
        var packet = LegacyPacket.Read(bytes);
        if (packet.Type == LegacyPacketType.Ack)
        {
            LegacyPacket.ReadAck(packet.Data, out var args).ShouldBeGreaterThanOrEqualTo(0);
            SocketIOArguments.ReadList(args.IsEmpty ? "[]"u8 : args);
        }
    }

    private static TheoryData<int, string> Make()
    {
        var data = new TheoryData<int, string>();
        foreach (var frame in SocketIOFrames.All.Where(static frame => frame.IsIncoming).DistinctBy(static frame => (frame.Revision, frame.Text)))
        {
            data.Add(frame.Revision, frame.Text);
        }

        return data;
    }
}
