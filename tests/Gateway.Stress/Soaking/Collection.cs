using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Stress.Soaking;

/// <summary>
/// Makes another .NET process collect its garbage, so that its memory is what it holds and not when it last collected: a trace session with
/// the runtime's keyword for that is begun and ended over its diagnostics socket (github.com/dotnet/diagnostics, IPC protocol), as
/// dotnet-gcdump does.
/// </summary>
internal static class Collection
{
    private const byte EventPipe = 2;
    private const byte CollectTracing2 = 3;
    private const byte StopTracing = 1;
    private const byte Ok = 0;
    private const int HeaderLength = 20;

    /// <summary>GCHeapCollect of the runtime's provider: a full collection when the session begins.</summary>
    private const ulong CollectKeyword = 0x800000;

    private const uint Informational = 4;
    private const uint NetTrace = 1;
    private const uint BufferMegabytes = 1;

    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <exception cref="InvalidOperationException">The process does not let itself be told.</exception>
    /// <exception cref="TimeoutException">It was told, and has not done it within 30 s.</exception>
    public static async Task InduceAsync(int process)
    {
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        try
        {
            await InduceAsync(process, limit.Token);
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException($"The gateway's process {process} did not collect its garbage within {Limit.TotalSeconds:0} s; its diagnostics socket does not answer.", exception);
        }
    }

    private static async Task InduceAsync(int process, CancellationToken cancellationToken)
    {
        var path = Directory.EnumerateFiles(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"dotnet-diagnostic-{process}-*-socket")).Single();
        using var session = await ConnectAsync(path, cancellationToken);
        var id = await AskAsync(session, CollectTracing2, Providers(), cancellationToken);
        var draining = DrainAsync(session, cancellationToken);
        await Task.Delay(Settle, TimeProvider.System, cancellationToken);
        using (var ending = await ConnectAsync(path, cancellationToken))
        {
            var stop = new byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(stop, id);
            await AskAsync(ending, StopTracing, stop, cancellationToken);
        }

        await draining;
    }

    private static async Task<NetworkStream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static byte[] Providers()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(BufferMegabytes);
        writer.Write(NetTrace);
        writer.Write(false);
        writer.Write(1);
        writer.Write(CollectKeyword);
        writer.Write(Informational);
        Write(writer, "Microsoft-Windows-DotNETRuntime");
        Write(writer, "");
        return bytes.ToArray();
    }

    /// <summary>Length in characters with the closing zero, then UTF-16; nothing of it where there is no text.</summary>
    private static void Write(BinaryWriter writer, string text)
    {
        writer.Write(text.Length == 0 ? 0 : text.Length + 1);
        writer.Write(text.Length == 0 ? [] : Encoding.Unicode.GetBytes(text + '\0'));
    }

    /// <summary>Answers the session's id.</summary>
    private static async Task<ulong> AskAsync(NetworkStream stream, byte command, byte[] payload, CancellationToken cancellationToken)
    {
        var message = new byte[HeaderLength + payload.Length];
        "DOTNET_IPC_V1\0"u8.CopyTo(message);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(14), (ushort)message.Length);
        message[16] = EventPipe;
        message[17] = command;
        payload.CopyTo(message, HeaderLength);
        await stream.WriteAsync(message, cancellationToken);
        var answer = new byte[HeaderLength];
        await stream.ReadExactlyAsync(answer, cancellationToken);
        if (answer[17] != Ok)
        {
            throw new InvalidOperationException("The process does not let itself be traced.");
        }

        var id = new byte[8];
        await stream.ReadExactlyAsync(id, cancellationToken);
        return BinaryPrimitives.ReadUInt64LittleEndian(id);
    }

    private static async Task DrainAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (await stream.ReadAsync(buffer, cancellationToken) > 0)
        {
        }
    }
}
