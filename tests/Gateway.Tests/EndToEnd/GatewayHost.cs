using Gateway.DemoHubs.HomeAssistant;
using Gateway.Tests.Fakes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.EndToEnd;

/// <summary>
/// The whole product on loopback, port 0, with real sockets, in front of a demo hub whose hooks the test holds. Fails the test
/// at disposal when an Error was logged that the test did not announce.
/// </summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    private readonly WebApplicationFactory<Program> _factory;
    private readonly LogSink _log;

    private GatewayHost(WebApplicationFactory<Program> factory, LogSink log, HomeAssistantDemoHub home)
    {
        _factory = factory;
        _log = log;
        Home = home;
        Url = factory.ClientOptions.BaseAddress;
        Http = new HttpClient { BaseAddress = Url };
    }

    public HomeAssistantDemoHub Home { get; }

    /// <summary>Where the gateway listens.</summary>
    public Uri Url { get; }

    public HttpClient Http { get; }

    public LogSink Log => _log;

    /// <summary>Set by a test in which an Error line is part of what it proves.</summary>
    public bool ErrorsAreExpected { get; set; }

    /// <summary>The repository's top folder.</summary>
    public static string Top { get; } = FindTop();

    /// <param name="settings">Configuration on top of one hub <c>home</c>; keys as in appsettings.json, without <c>Gateway:</c>.</param>
    /// <param name="options">How the demo hub behaves; by default it stands still.</param>
    /// <param name="services">What else this host is to have.</param>
    public static async Task<GatewayHost> StartAsync(
        IReadOnlyDictionary<string, string>? settings = null, HomeAssistantDemoHubOptions? options = null, Action<IServiceCollection>? services = null)
    {
        var home = await HomeAssistantDemoHub.StartAsync(options ?? new HomeAssistantDemoHubOptions { Living = false });
        var log = new LogSink();
        var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(builder =>
        {
            builder.UseContentRoot(Top);
            builder.UseSetting("urls", "http://127.0.0.1:0");
            builder.UseSetting("urls", "http://127.0.0.1:0");
            builder.UseSetting("Gateway:Hubs:home:Kind", "HomeAssistant");
            builder.UseSetting("Gateway:Hubs:home:Url", home.Url.ToString());
            builder.UseSetting("Gateway:Hubs:home:Token", home.Token);
            foreach (var (key, value) in settings ?? new Dictionary<string, string>(StringComparer.Ordinal))
            {
                builder.UseSetting($"Gateway:{key}", value);
            }

            builder.ConfigureServices(collection => collection.AddSingleton<ILoggerProvider>(log));
            builder.ConfigureServices(services ?? (static _ => { }));
        });
        factory.UseKestrel(0);
        factory.StartServer();
        var host = new GatewayHost(factory, log, home);
        return host;
    }

    public T Service<T>()
        where T : notnull => _factory.Services.GetRequiredService<T>();

    public T? Find<T>()
        where T : class => _factory.Services.GetService<T>();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _factory.DisposeAsync();
        await Home.DisposeAsync();
        if (!ErrorsAreExpected)
        {
            _log.Errors.ShouldBeEmpty();
        }
    }

    private static string FindTop()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Gateway.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder.FullName;
    }
}
