using System.Diagnostics;
using System.Globalization;

namespace Gateway.Benchmarks.FanOut.Servers;

/// <summary>Where the programs are that are measured.</summary>
internal static class Places
{
    private const string SocketIOModules = "tests/socketio-servers/node_modules";

    /// <summary>The repository's top folder.</summary>
    public static string Top { get; } = FindTop();

    public static bool HasSocketIO => Directory.Exists(Path.Combine(Top, SocketIOModules, "socket.io-4")) && Find("node") is not null;

    /// <summary>The full name of a program in the path; null when it is not installed.</summary>
    public static string? Find(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>The real program of the same build, away from the user's own configuration.</summary>
    public static ProcessStartInfo Product(int feedPort)
    {
        var program = Path.Combine(Top, "src/Gateway/bin", Configuration, "net10.0/Gateway.dll");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [program, "--urls", "http://127.0.0.1:0"])
        {
            WorkingDirectory = Empty,
        };
        start.Environment["Gateway__Hubs__load__Kind"] = "SocketIO";
        start.Environment["Gateway__Hubs__load__Url"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{feedPort}");
        start.Environment["Gateway__Hubs__load__SocketIO__Version"] = "4";
        return start;
    }

    /// <summary>The same in front of a Home Assistant, with the sources' page.</summary>
    public static ProcessStartInfo ProductWithPage(Uri home, string token)
    {
        var program = Path.Combine(Top, "src/Gateway/bin", Configuration, "net10.0/Gateway.dll");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [program, "--urls", "http://127.0.0.1:0"]) { WorkingDirectory = Top };
        start.Environment["Gateway__Hubs__home__Kind"] = "HomeAssistant";
        start.Environment["Gateway__Hubs__home__Url"] = home.ToString();
        start.Environment["Gateway__Hubs__home__Token"] = token;
        return start;
    }

    /// <summary>This program with a command of its own.</summary>
    public static ProcessStartInfo Self(string command, int feedPort) => new(Path.Combine(AppContext.BaseDirectory, "Gateway.Benchmarks"), [command, Text(feedPort)]) { WorkingDirectory = Empty };

    public static ProcessStartInfo NodeSocketIO(int feedPort) =>
        new(Find("node")!, [Path.Combine(Top, "tests/Gateway.Benchmarks/FanOut/Servers/socketio.mjs"), Path.Combine(Top, SocketIOModules), Text(feedPort)]);

    /// <summary>Where nothing happens: the framework watches the working directory for changes of the configuration.</summary>
    private static string Empty => Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "empty")).FullName;

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private static string FindTop()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Gateway.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The benchmark does not run inside the repository.");
        }

        return folder.FullName;
    }
}
