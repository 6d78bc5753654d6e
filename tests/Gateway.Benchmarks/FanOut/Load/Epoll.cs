using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Gateway.Benchmarks.FanOut.Load;

/// <summary>
/// Linux's readiness list, as one thread can use it for thousands of sockets: what the load costs must be little, and the same
/// for every contender. The sockets stay blocking; reads say that they do not want to wait.
/// </summary>
internal sealed class Epoll : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const int Add = 1;
    private const int Readable = 1;
    private const int DoNotWait = 0x40;
    private const int Interrupted = 4;
    private const int WouldBlock = 11;

    /// <summary>Few at a time, so that pacing is looked at often.</summary>
    private const int Batch = 64;

    /// <summary><c>struct epoll_event</c> in words: packed on x64 only.</summary>
    private static readonly int Words = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 3 : 4;

    private static readonly int DataWord = Words - 2;

    private readonly int[] _events = new int[Batch * Words];
    private readonly int _handle = Checked(epoll_create1(CloseOnExec));

    /// <summary>Tells of readable data on the socket under that index.</summary>
    public void Watch(Socket socket, int index)
    {
        var wanted = new int[Words];
        wanted[0] = Readable;
        wanted[DataWord] = index;
        Checked(epoll_ctl(_handle, Add, Descriptor(socket), wanted));
    }

    /// <summary>Waits for readable sockets; answers how many there are.</summary>
    public int Wait(TimeSpan limit)
    {
        var timeout = new Timespec { Seconds = limit.Ticks / TimeSpan.TicksPerSecond, Nanoseconds = limit.Ticks % TimeSpan.TicksPerSecond * 100 };
        var count = epoll_pwait2(_handle, _events, Batch, ref timeout, IntPtr.Zero);
        return count < 0 && Marshal.GetLastPInvokeError() == Interrupted ? 0 : Checked(count);
    }

    /// <summary>The index of one of those that <see cref="Wait"/> found.</summary>
    public int this[int position] => _events[(position * Words) + DataWord];

    /// <summary>Reads what is there; -1 when nothing is. 0 at the end.</summary>
    public static int Read(int descriptor, Span<byte> buffer)
    {
        var count = recv(descriptor, ref MemoryMarshal.GetReference(buffer), buffer.Length, DoNotWait);
        if (count >= 0)
        {
            return (int)count;
        }

        return Marshal.GetLastPInvokeError() is WouldBlock or Interrupted ? -1 : 0;
    }

    public static int Descriptor(Socket socket) => (int)socket.Handle;

    public void Dispose() => _ = close(_handle);

    private static int Checked(int result) => result < 0 ? throw new Win32Exception(Marshal.GetLastPInvokeError()) : result;

#pragma warning disable SYSLIB1054, IDE1006, SA1300 // Generated marshalling would need unsafe code; the names are the C library's.
    [DllImport("libc", SetLastError = true)]
    private static extern int epoll_create1(int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int epoll_ctl(int epoll, int operation, int descriptor, int[] wanted);

    [DllImport("libc", SetLastError = true)]
    private static extern int epoll_pwait2(int epoll, [Out] int[] events, int count, ref Timespec timeout, IntPtr signals);

    [DllImport("libc", SetLastError = true)]
    private static extern nint recv(int descriptor, ref byte buffer, nint length, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int close(int descriptor);
#pragma warning restore SYSLIB1054, IDE1006, SA1300

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
