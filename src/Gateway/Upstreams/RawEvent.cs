using System.Text;
using Gateway.Upstreams.SocketIO.Packets;

namespace Gateway.Upstreams;

/// <summary>The event in a packet that a client wrote by hand, for kinds in which not every event may be sent.</summary>
internal static class RawEvent
{
    /// <summary>False where the packet is no event, or none that the connection would write. Not for Socket.IO 0.9.</summary>
    /// <param name="packet">The text as given.</param>
    /// <param name="name">As the hub will understand it.</param>
    /// <param name="first">The first argument's JSON; empty: none.</param>
    public static bool TryRead(ReadOnlySpan<byte> packet, out string name, out ReadOnlySpan<byte> first)
    {
        name = "";
        first = default;
        try
        {
            if (packet is not [(byte)'4', .. var text] || SocketIOPacketReader.Read(text) is not { Type: SocketIOPacketType.Event } read)
            {
                return false;
            }

            var arguments = SocketIOArguments.ReadEvent(read.Json);
            name = Encoding.UTF8.GetString(arguments.IsNameEscaped ? arguments.UnescapeName(new byte[arguments.NameToken.Length]) : arguments.PlainName);
            first = arguments.First;
            return true;
        }
        catch (SocketIOFormatException)
        {
            return false;
        }
    }
}
