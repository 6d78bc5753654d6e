using System.Net;
using System.Net.Sockets;
using Gateway.Diagnosis;
using Gateway.Tests.Clients;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Diagnosis;

/// <summary>What a container asks the program whether it lives.</summary>
public sealed class HealthCommandTests
{
    [Fact]
    public async Task Healthcheck_GatewayThatLives_IsZero()
    {
        await using var host = await GatewayHost.StartAsync();

        (await RunAsync("--urls", $"http://*:{host.Url.Port}")).ShouldBe((0, "live\n", ""));
    }

    [Fact]
    public async Task Healthcheck_NobodyThere_IsOneAndSaysWhy()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        var (code, output, error) = await RunAsync("--urls", $"http://127.0.0.1:{port}");

        (code, output).ShouldBe((1, ""));
        error.ShouldBe($"http://127.0.0.1:{port}/healthz: Connection refused\n");
    }

    [Fact]
    public async Task Healthcheck_SomethingElseThere_IsOne()
    {
        await using var host = await GatewayHost.StartAsync();

        var (code, _, error) = await RunAsync("--urls", host.Home.Url.ToString());

        code.ShouldBe(1);
        error.ShouldContain("HTTP 404");
    }

    [Fact]
    public async Task Healthcheck_EndpointsOfKestrel_AreAskedInsteadOfUrls()
    {
        await using var host = await GatewayHost.StartAsync();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var nobody = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        (await RunAsync("--urls", $"http://127.0.0.1:{nobody}", "--Kestrel:Endpoints:Own:Url", $"http://*:{host.Url.Port}")).ShouldBe((0, "live\n", ""));
    }

    [Theory]
    [InlineData("--urls", "http://127.0.0.1:0")]
    [InlineData("--urls", "nonsense")]
    [InlineData("--dmo")]
    public async Task Healthcheck_AddressThatNobodyKnows_IsAMistake(params string[] args) => (await RunAsync(args)).Code.ShouldBe(2);

    [Theory]
    [InlineData("http://+:5280", "http://127.0.0.1:5280/")]
    [InlineData("http://*:80", "http://127.0.0.1/")]
    [InlineData("http://0.0.0.0:5280/base", "http://127.0.0.1:5280/")]
    [InlineData("https://[::]:5281", "https://[::1]:5281/")]
    [InlineData("http://192.168.1.7:5280", "http://192.168.1.7:5280/")]
    [InlineData("http://localhost:5280", "http://localhost:5280/")]
    [InlineData("http://unix:/run/gateway.sock", null)]
    [InlineData("http://*:0", null)]
    public void Reachable_AsThisMachineReachesIt(string address, string? expected) => (HealthCommand.Reachable(address)?.ToString()).ShouldBe(expected);

    [Fact]
    public async Task Version_IsThatOfTheBuild()
    {
        await using var program = GatewayProcess.Start(["--version"]);

        (await program.ExitCodeAsync()).ShouldBe(0);

        var properties = File.ReadAllText(Path.Combine(GatewayHost.Top, "Directory.Build.props"));
        program.Output.ShouldHaveSingleItem().ShouldBe($"Gateway {properties.Split("<Version>")[1].Split("</Version>")[0]}");
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await HealthCommand.RunAsync(["healthcheck", .. args], output, error, TimeProvider.System).Soon();
        return (code, output.ToString(), error.ToString());
    }
}
