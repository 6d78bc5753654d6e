using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.Deconz;
using Gateway.Tests.Fakes;
using Gateway.Upstreams;

namespace Gateway.Tests.Upstreams.Deconz;

public sealed class DeconzPairingTests
{
    private static readonly DeconzDemoHubOptions Still = new() { Living = false };

    [Fact]
    public async Task Pair_UnlockedGateway_PrintsTheKeyOnceWithTheLinesToPaste()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        hub.Unlock();

        var (code, output, error) = await RunAsync(TimeProvider.System, "pair", "deconz", hub.Url.ToString());

        code.ShouldBe(0);
        error.ShouldBeEmpty();
        var line = output.Split('\n').Single(static line => line.Contains("\"Kind\"", StringComparison.Ordinal));
        var entry = JsonNode.Parse("{" + line + "}")!["deconz"]!;
        entry["Kind"]!.GetValue<string>().ShouldBe("Deconz");
        entry["Url"]!.GetValue<string>().ShouldBe(hub.Url.ToString());
        var key = entry["Token"]!.GetValue<string>();
        output.Split(key).Length.ShouldBe(2);
        hub.DeviceTypes.ShouldBe(["demo", "event-gateway"]);

        // The key works.
        hub.ChangeToken(key);
        await using var host = await DeconzHost.StartAsync(hub);
    }

    [Fact]
    public async Task Pair_LockedGateway_SaysHowToUnlockAndGoesOnAsking()
    {
        var time = new FakeTime();
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        using var output = new StringWriter();
        var pairing = PairCommand.RunAsync(["pair", "deconz", hub.Url.ToString()], output, TextWriter.Null, time, CancellationToken.None);
        await UntilWaitingAsync(time, pairing);
        output.ToString().ShouldContain("Authenticate app");

        hub.Unlock();
        time.Advance(TimeSpan.FromSeconds(2));

        (await pairing.Soon()).ShouldBe(0);
        output.ToString().ShouldContain("\"Token\"");
    }

    [Fact]
    public async Task Pair_NeverUnlocked_EndsAfterAMinuteWithoutAKey()
    {
        var time = new FakeTime();
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        using var error = new StringWriter();
        var pairing = PairCommand.RunAsync(["pair", "deconz", hub.Url.ToString()], TextWriter.Null, error, time, CancellationToken.None);
        for (var waited = 0; waited < 60 && !pairing.IsCompleted; waited += 2)
        {
            await UntilWaitingAsync(time, pairing);
            time.Advance(TimeSpan.FromSeconds(2));
        }

        (await pairing.Soon()).ShouldBe(1);
        error.ToString().ShouldContain("60 s");
    }

    [Fact]
    public async Task Pair_NobodyThere_NamesTheAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        var (code, _, error) = await RunAsync(TimeProvider.System, "pair", "deconz", $"http://127.0.0.1:{port}");

        code.ShouldBe(1);
        error.ShouldContain($"127.0.0.1:{port}");
    }

    [Fact]
    public async Task Pair_SomethingElseThere_SaysSo()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still with { ShowHtml = true });

        var (code, _, error) = await RunAsync(TimeProvider.System, "pair", "deconz", hub.Url.ToString());

        code.ShouldBe(1);
        error.ShouldContain("not as deCONZ does");
    }

    [Theory]
    [InlineData("pair")]
    [InlineData("pair", "deconz")]
    [InlineData("pair", "homey", "http://127.0.0.1")]
    [InlineData("pair", "deconz", "127.0.0.1")]
    [InlineData("pair", "deconz", "ftp://127.0.0.1")]
    [InlineData("pair", "deconz", "http://user:password@127.0.0.1")]
    [InlineData("pair", "deconz", "http://127.0.0.1", "--fingerprint", "sha256:12")]
    [InlineData("pair", "deconz", "http://127.0.0.1", "more")]
    public async Task Pair_WrongArguments_ExplainsAndIsCodeTwo(params string[] args)
    {
        var (code, _, error) = await RunAsync(TimeProvider.System, args);

        code.ShouldBe(2);
        error.ShouldContain("Usage: pair deconz <url>");
        error.ShouldNotContain("password");
    }

    [Fact]
    public void IsAsked_OnlyAsTheFirstWord()
    {
        PairCommand.IsAsked(["pair", "deconz"]).ShouldBeTrue();
        PairCommand.IsAsked(["--demo", "pair"]).ShouldBeFalse();
        PairCommand.IsAsked([]).ShouldBeFalse();
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(TimeProvider time, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await PairCommand.RunAsync(args, output, error, time, CancellationToken.None).Soon();
        return (code, output.ToString(), error.ToString());
    }

    private static Task UntilWaitingAsync(FakeTime time, Task pairing) =>
        Eventually.TrueAsync(() => time.Timers == 1 || pairing.IsCompleted, "the next question waits");
}
