using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.DemoHubs.HomeAssistant;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Clients;

/// <summary>The product as its own process, started as a person starts it; killed by its own handle at the latest at disposal.</summary>
internal sealed partial class GatewayProcess : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<string> _output = [];
    private readonly Process _process;
    private readonly Task _reading;

    private GatewayProcess(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(KeepAsync(process.StandardOutput), KeepAsync(process.StandardError));
    }

    /// <summary>Where it listens; known after <see cref="ListeningAsync"/>.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1");

    /// <summary>The memory it has, in bytes, as the operating system counts it.</summary>
    public long Resident
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>What it has had of the processors since it started.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>What it has written, stdout and stderr together.</summary>
    public IReadOnlyList<string> Output
    {
        get
        {
            lock (_gate)
            {
                return [.. _output];
            }
        }
    }

    /// <param name="arguments">The command line.</param>
    /// <param name="environment">Variables on top of a clean environment; no hub is configured unless they do.</param>
    /// <param name="folder">The working directory: where appsettings.json and wwwroot are looked for. Default: the repository's top.</param>
    /// <param name="program">The folder of Gateway.dll. Default: the tests' own, into which it was built.</param>
    public static GatewayProcess Start(string[] arguments, IReadOnlyDictionary<string, string>? environment = null, string? folder = null, string? program = null)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(program ?? AppContext.BaseDirectory, "Gateway.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? GatewayHost.Top,
        };
        start.Environment.Remove("ASPNETCORE_URLS");
        foreach (var (key, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[key] = value;
        }

        return new GatewayProcess(Process.Start(start)!);
    }

    /// <summary>Starts it in front of one hub, and waits until it listens.</summary>
    public static async Task<GatewayProcess> StartAsync(HomeAssistantDemoHub home, string url = "http://127.0.0.1:0")
    {
        var gateway = Start(["--urls", url], new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Gateway__Hubs__home__Kind"] = "HomeAssistant",
            ["Gateway__Hubs__home__Url"] = home.Url.ToString(),
            ["Gateway__Hubs__home__Token"] = home.Token,
        });
        try
        {
            await gateway.ListeningAsync();
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    public async Task ListeningAsync()
    {
        await Eventually.TrueAsync(() => _process.HasExited || Output.Any(static line => line.Contains("Application started", StringComparison.Ordinal)), "the gateway listens");
        var line = Output.FirstOrDefault(static line => line.Contains("Now listening on", StringComparison.Ordinal))
            ?? throw new InvalidOperationException("The gateway does not listen." + Environment.NewLine + string.Join(Environment.NewLine, Output));
        Url = new Uri(Address().Match(line).Value);
    }

    /// <summary>Waits until it ends by itself; its exit code.</summary>
    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync().Soon();
        await _reading;
        return _process.ExitCode;
    }

    /// <summary>Tells it to end, as systemd and Docker do.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Kills it, as a power cut would.</summary>
    public async Task StopAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        await _reading;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
    }

    private async Task KeepAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_gate)
            {
                _output.Add(line);
            }
        }
    }

    [GeneratedRegex(@"http://\S+", RegexOptions.NonBacktracking)]
    private static partial Regex Address();
}
