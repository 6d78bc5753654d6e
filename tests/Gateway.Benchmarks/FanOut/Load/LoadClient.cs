using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Benchmarks.FanOut.Load;

/// <summary>
/// One WebSocket client that speaks no protocol beyond frames: it says what its contender's joining needs, and then counts
/// stamps. Everything it keeps between two reads is a frame that has not arrived whole.
/// </summary>
internal sealed class LoadClient : IDisposable
{
    private const string Key = "dGhlIHNhbXBsZSBub25jZQ==";
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _rest = [];
    private int _restLength;

    public Socket Socket => _socket;

    public int Descriptor => Epoll.Descriptor(_socket);

    public long BytesRead { get; private set; }

    public void Connect(int port, string path)
    {
        _socket.ReceiveTimeout = 20_000;
        _socket.Connect(IPAddress.Loopback, port);
        _socket.Send(Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {Key}\r\n\r\n"));
    }

    /// <summary>Waits for the upgrade's answer, and takes nothing of what follows it.</summary>
    public void AwaitUpgrade(byte[] buffer)
    {
        int length;
        do
        {
            var seen = _socket.Receive(buffer, SocketFlags.Peek);
            length = buffer.AsSpan(0, seen).IndexOf("\r\n\r\n"u8) + 4;
            if (seen == 0)
            {
                throw new IOException("The server closed the connection instead of upgrading it.");
            }
        }
        while (length < 4);
        _socket.Receive(buffer, length, SocketFlags.None);
        if (!buffer.AsSpan().StartsWith("HTTP/1.1 101"u8))
        {
            throw new IOException($"The server refused to upgrade: {Encoding.ASCII.GetString(buffer, 0, length)}");
        }
    }

    /// <summary>The server has ended the connection.</summary>
    public bool IsCutOff { get; private set; }

    /// <summary>Sends a text. Its mask is zero, which is one like any other.</summary>
    public void Say(string text)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        byte[] head = payload.Length < 126 ? [0x81, (byte)(0x80 | payload.Length), 0, 0, 0, 0] : [0x81, 0x80 | 126, 0, 0, 0, 0, 0, 0];
        if (payload.Length >= 126)
        {
            BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), (ushort)payload.Length);
        }

        _socket.Send([.. head, .. payload], SocketFlags.None, out var error);
        IsCutOff |= error != SocketError.Success;
    }

    /// <summary>Waits until each of these has been in what the server said since the last call.</summary>
    public void Await(byte[] buffer, IReadOnlyList<byte[]> marks)
    {
        while (!marks.All(mark => _rest.AsSpan(0, _restLength).IndexOf(mark) >= 0))
        {
            var received = _socket.Receive(buffer);
            if (received == 0)
            {
                throw new IOException($"The server closed the connection after: {Encoding.UTF8.GetString(_rest, 0, _restLength)}");
            }

            Keep([.. _rest.AsSpan(0, _restLength), .. buffer.AsSpan(0, received)]);
        }

        Keep(_rest.AsSpan(Frames.Count(_rest.AsSpan(0, _restLength), null)).ToArray());
    }

    /// <summary>Reads what is there, once, and counts it. False at the connection's end.</summary>
    public bool Read(byte[] buffer, Tally tally)
    {
        _rest.AsSpan(0, _restLength).CopyTo(buffer);
        var received = Epoll.Read(Descriptor, buffer.AsSpan(_restLength));
        if (received <= 0)
        {
            return received < 0;
        }

        BytesRead += received;
        var data = buffer.AsSpan(0, _restLength + received);
        var rest = data[Frames.Count(data, tally)..];
        if (rest.Length > _rest.Length)
        {
            _rest = new byte[rest.Length * 2];
        }

        rest.CopyTo(_rest);
        _restLength = rest.Length;
        return true;
    }

    /// <summary>Resets the connection, so that thousands of them leave no ports behind.</summary>
    public void Dispose()
    {
        _socket.LingerState = new LingerOption(enable: true, 0);
        _socket.Dispose();
    }

    private void Keep(byte[] rest)
    {
        _rest = rest;
        _restLength = rest.Length;
    }
}
