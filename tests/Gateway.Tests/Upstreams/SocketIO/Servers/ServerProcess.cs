using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Upstreams.SocketIO.Servers;

/// <summary>One run of a server script in Node. It says one line of JSON when it listens, and one for each line it is told.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int SignalContinue = 18;
    private const int SignalStop = 19;

    private readonly Process _process;
    // A script says no more than it was asked for; should one chatter, its oldest lines are lost.
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(64) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly Task<string> _errors;
    private readonly Task _reading;

    private ServerProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
        _reading = ReadAsync();
    }

    public static string Folder { get; } = Path.Combine(SourceTree.Top, "tests", "socketio-servers");

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <param name="folder">Where the scripts and their packages are.</param>
    /// <param name="script">A script of the folder, without <c>.mjs</c>.</param>
    /// <param name="arguments">Its command line.</param>
    public static ServerProcess Start(string folder, string script, IEnumerable<string> arguments)
    {
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            throw new InvalidOperationException("The Socket.IO servers are not installed. Run at the repository's top: npm ci --prefix tests/socketio-servers");
        }

        return new ServerProcess(Process.Start(new ProcessStartInfo("node", [Path.Combine(folder, script + ".mjs"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);
    }

    public async Task<JsonNode> HearAsync()
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        try
        {
            return JsonNode.Parse(await _lines.Reader.ReadAsync(limit.Token))!;
        }
        catch (ChannelClosedException exception)
        {
            throw new InvalidOperationException($"The server ended.{Environment.NewLine}{await _errors.Soon()}", exception);
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException($"The server, process {Id}, said nothing within {Eventually.Limit.TotalSeconds:0} s.", exception);
        }
    }

    public async Task TellAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line).Soon();
        await _process.StandardInput.FlushAsync().Soon();
    }

    /// <summary>Stops it as a hung machine would: its sockets stay open, and nothing answers. Returns when no thread of it runs.</summary>
    public async Task FreezeAsync()
    {
        Signal(SignalStop);
        await Eventually.TrueAsync(() => State() == 'T', $"process {Id} is frozen");
    }

    public void Unfreeze() => Signal(SignalContinue);

    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync().Soon();
        await _reading.Soon();
        await _errors.Soon();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            _lines.Writer.TryWrite(line);
        }

        _lines.Writer.Complete();
    }

    /// <summary>The letter after the name in <c>/proc/[pid]/stat</c>; the name may contain anything, parentheses too.</summary>
    private char State()
    {
        var status = File.ReadAllText($"/proc/{Id}/stat");
        return status[status.LastIndexOf(')') + 2];
    }

    private void Signal(int signal)
    {
        if (Kill(Id, signal) != 0)
        {
            throw new InvalidOperationException($"Signal {signal} did not reach process {Id}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
