using System.Text;
using Gateway.Upstreams;
using Gateway.Upstreams.SocketIO;
using Gateway.Upstreams.SocketIO.Transports;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Benchmarks.SocketIO;

/// <summary>The client's reader with one packet over and over, without connection or transport.</summary>
internal sealed class PacketReading : ISocketIOReceiver
{
    private readonly byte[] _copy = new byte[1_024];
    private readonly SocketIOReader _reader;
    private readonly EnginePacket _packet;

    public PacketReading(int size)
    {
        _packet = new EnginePacket(EnginePacketKind.Text, Encoding.UTF8.GetBytes(Sender.Event(size)));
        var options = new SocketIOOptions(new Uri("http://127.0.0.1"), new TlsOptions(null, null));
        var inbox = new SocketIOInbox(this, new SocketIONamespaces(), null!, new SocketIOSecrets(options), new SocketIOLog(NullLogger.Instance, "none"));
        _reader = new SocketIOReader(inbox, null!, new EngineRevision(4), options.MaxPacketBytes);
    }

    public void Repeat(int times)
    {
        for (var left = times; left > 0; left--)
        {
            _reader.Read(_packet);
        }
    }

    public void Event(in SocketIOEvent received) => received.First.CopyTo(_copy);

    public void Removed(string namespaceName)
    {
    }

    public void UnclaimedAck(ReadOnlySpan<byte> namespaceName, long id, ReadOnlySpan<byte> args)
    {
    }
}
