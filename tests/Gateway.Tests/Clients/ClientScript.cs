using System.Diagnostics;
using System.Threading.Channels;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Clients;

/// <summary>
/// A client program, most in Node, that talks with its test line by line: it says how far it is on stdout and hears on stdin when to go
/// on. A script that fails, or takes too long, fails the test with what it wrote to stderr.
/// </summary>
internal sealed class ClientScript : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly CancellationTokenSource _limit = new(Limit);
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(1024);
    private readonly string _name;
    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly Task _reading;

    private ClientScript(string name, Process process)
    {
        _name = name;
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
        _reading = ReadLinesAsync();
    }

    /// <param name="name">A file in this folder, without <c>.mjs</c>; or the path of one.</param>
    /// <param name="url">The gateway's address: the script's first argument.</param>
    /// <param name="more">The arguments after it.</param>
    public static ClientScript Start(string name, Uri url, params string[] more)
    {
        var file = Path.IsPathRooted(name) ? name : Path.Combine(GatewayHost.Top, "tests", "Gateway.Tests", "Clients", name + ".mjs");
        return StartProgram("node", [file, url.ToString(), .. more], GatewayHost.Top);
    }

    /// <param name="program">What runs it: <c>node</c>, <c>python3</c>, <c>dotnet</c>.</param>
    /// <param name="arguments">The file, and what it takes.</param>
    /// <param name="folder">The working directory.</param>
    public static ClientScript StartProgram(string program, string[] arguments, string folder)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        return new ClientScript($"{program} {string.Join(' ', arguments)}", Process.Start(start)!);
    }

    /// <summary>Runs a script that needs nothing from the test.</summary>
    public static async Task RunAsync(string name, Uri url)
    {
        await using var script = Start(name, url);
        await script.EndsAsync();
    }

    /// <summary>The next line it says, in full.</summary>
    public async Task<string> HearAsync()
    {
        try
        {
            return await _lines.Reader.ReadAsync(_limit.Token);
        }
        catch (Exception exception) when (exception is ChannelClosedException or OperationCanceledException)
        {
            throw await FailureAsync("said nothing more");
        }
    }

    /// <summary>Waits until the script says exactly this next.</summary>
    public async Task SaysAsync(string line) => (await HearAsync()).ShouldBe(line);

    public async Task TellAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits for a good end.</summary>
    public async Task EndsAsync()
    {
        try
        {
            await _process.WaitForExitAsync(_limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw await FailureAsync($"did not end within {Limit.TotalSeconds:0} s");
        }

        if (_process.ExitCode != 0)
        {
            throw await FailureAsync($"ended with {_process.ExitCode}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
        _limit.Dispose();
    }

    private async Task ReadLinesAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            await _lines.Writer.WriteAsync(line);
        }

        _lines.Writer.Complete();
    }

    private async Task<Exception> FailureAsync(string what)
    {
        Kill();
        return new InvalidOperationException($"{_name} {what}.{Environment.NewLine}{await _errors}");
    }

    private void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
    }
}
