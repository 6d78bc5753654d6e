using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Gateway.Benchmarks.FanOut.Servers;

/// <summary>A server under test in a process of its own, so that what it costs can be told from the kernel's books.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private Task _reading = Task.CompletedTask;

    private ServerProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public int Port { get; private set; }

    /// <summary>User and system time so far, of all its threads.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident bytes, exact; the cheaper sources lag behind.</summary>
    public long Resident
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id}/smaps_rollup").First(static line => line.StartsWith("Rss:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
    }

    /// <summary>Starts it and waits until it says where it listens.</summary>
    public static async Task<ServerProcess> StartAsync(ProcessStartInfo start)
    {
        start.UseShellExecute = false;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        var server = new ServerProcess(Process.Start(start)!);
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while (server.Port == 0)
            {
                var line = await server._process.StandardOutput.ReadLineAsync(limit.Token)
                    ?? throw new InvalidOperationException($"'{start.FileName} {string.Join(' ', start.ArgumentList)}' ended before it listened.");
                server.Port = Listening().Match(line) is { Success: true } said ? int.Parse(said.Groups["port"].Value, CultureInfo.InvariantCulture) : 0;
            }

            server._reading = server._process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    [GeneratedRegex("""listening on: http://127\.0\.0\.1:(?<port>\d+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Listening();
}
