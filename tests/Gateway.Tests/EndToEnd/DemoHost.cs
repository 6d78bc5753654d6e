using System.Collections.Concurrent;
using System.Diagnostics;
using Gateway.Configuration;
using Gateway.Demo;
using Gateway.DemoHubs.HomeAssistant;
using Gateway.Tests.Fakes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.EndToEnd;

/// <summary>
/// The product's own entry point, called with <c>--demo</c> in this process, so that the test holds the hooks of the hub <c>home</c>.
/// Fails the test at disposal when an Error was logged, or the product does not end well.
/// </summary>
internal sealed class DemoHost : IAsyncDisposable, IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    // Each host announces itself there when it is built: those of the demo hubs come first, and those of other tests may come between.
    private const string Announcements = "Microsoft.Extensions.Hosting";

    private readonly TaskCompletionSource<IHost> _built = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<IDisposable> _listening = new();
    private Task<int> _running = Task.FromResult(0);
    private IHost? _host;

    public HomeAssistantDemoHub Home => _host!.Services.GetRequiredService<DemoSetup>().Home!;

    /// <summary>Where the gateway listens.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1");

    public static async Task<DemoHost> StartAsync()
    {
        var demo = new DemoHost();
        demo._listening.Enqueue(DiagnosticListener.AllListeners.Subscribe(demo));
        string[] args = ["--demo", "--urls", "http://127.0.0.1:0", "--contentRoot", GatewayHost.Top];
        demo._running = Task.Factory.StartNew(
            () => (int)typeof(Program).Assembly.EntryPoint!.Invoke(null, [args])!, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            await demo.UntilListeningAsync();
            return demo;
        }
        catch
        {
            // What may run is not left to run.
            demo.StopListening();
            demo._host?.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
            throw;
        }
    }

    private async Task UntilListeningAsync()
    {
        _host = await _built.Task.Soon();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(started.SetResult);
        await started.Task.Soon();
        Url = new Uri(_host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    private void StopListening()
    {
        foreach (var listening in _listening)
        {
            listening.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        StopListening();
        var log = _host!.Services.GetRequiredService<LogRing>();
        _host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        (await _running.Soon()).ShouldBe(0);
        log.Lines.Where(static line => line.Level is nameof(LogLevel.Error) or nameof(LogLevel.Critical)).ShouldBeEmpty();
    }

    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener value)
    {
        if (string.Equals(value.Name, Announcements, StringComparison.Ordinal))
        {
            _listening.Enqueue(value.Subscribe(this));
        }
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is IHost host && host.Services.GetService<DemoSetup>() is not null)
        {
            _built.TrySetResult(host);
        }
    }

    void IObserver<DiagnosticListener>.OnCompleted()
    {
        // Nothing is waited for that such an end would change.
    }

    void IObserver<DiagnosticListener>.OnError(Exception error)
    {
        // A listener tells no errors.
    }

    void IObserver<KeyValuePair<string, object?>>.OnCompleted()
    {
        // As above.
    }

    void IObserver<KeyValuePair<string, object?>>.OnError(Exception error)
    {
        // As above.
    }
}
