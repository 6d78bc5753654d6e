using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Configuration;
using Gateway.Tests.Clients;
using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Gateway.Upstreams.Recording;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Upstreams.Recording;

/// <summary>The file's bounds, and what keeps a recording or a replay from starting.</summary>
public sealed class HubRecordingTests : IDisposable
{
    private static readonly UpstreamOptions Hub =
        new("home", UpstreamKind.HomeAssistant, new Uri("http://localhost"), new Secret("token-of-the-house"), Enabled: true, new TlsOptions(null, null), "1");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-recording-");

    private string File => Path.Combine(_folder.FullName, "home.jsonl");

    [Fact]
    public async Task Write_PastTheFilesBound_EndsWithALineThatSaysSo()
    {
        await using (var recording = Create(maxBytes: 4_000))
        {
            var number = recording.Opened(new Uri("ws://localhost/api/websocket"));
            for (var i = 0; i < 100; i++)
            {
                recording.Frame(number, isIncoming: true, WebSocketMessageType.Text, Encoding.UTF8.GetBytes(new string('x', 100)));
            }
        }

        var lines = await LinesAsync();
        lines[^1]["full"]!.GetValue<bool>().ShouldBeTrue();
        lines.Length.ShouldBeInRange(10, 40);
        new FileInfo(File).Length.ShouldBeLessThan(4_100);
    }

    [Fact]
    public async Task Write_TheTokenChanged_MasksTheOldAndTheNew()
    {
        await using (var recording = Create())
        {
            recording.Learn(Hub with { Token = new Secret("another-token-of-it") });
            var number = recording.Opened(new Uri("ws://localhost/api/websocket"));
            recording.Frame(number, isIncoming: false, WebSocketMessageType.Text, "token-of-the-house another-token-of-it"u8);
        }

        (await LinesAsync())[^1]["text"]!.GetValue<string>().ShouldBe("*** ***");
    }

    [Fact]
    public async Task Write_MoreThanMayWait_IsLeftOutAndCounted()
    {
        await using (var recording = Create())
        {
            var number = recording.Opened(new Uri("ws://localhost/api/websocket"));
            recording.Frame(number, isIncoming: true, WebSocketMessageType.Binary, new byte[65 << 20]);
            recording.Frame(number, isIncoming: true, WebSocketMessageType.Text, "{}"u8);
            recording.Closed(number, isByHub: true, 1000);
        }

        var lines = await LinesAsync();
        lines.Count(static line => line["lost"]?.GetValue<long>() == 1).ShouldBe(1);
        lines[^1]["dir"]!.GetValue<string>().ShouldBe("close");
    }

    [Fact]
    public async Task Write_MoreThanMayWait_IsCountedWhereItIsMissingAndSaidOnce()
    {
        using var log = new LogSink();
        await using (var recording = Create(logger: log.CreateLogger("recording")))
        {
            var number = recording.Opened(new Uri("ws://localhost/api/websocket"));
            for (var i = 0; i < 3; i++)
            {
                recording.Frame(number, isIncoming: true, WebSocketMessageType.Binary, new byte[65 << 20]);
                recording.Frame(number, isIncoming: true, WebSocketMessageType.Text, "{}"u8);
            }

            recording.Frame(number, isIncoming: true, WebSocketMessageType.Binary, new byte[65 << 20]);
        }

        var lines = await LinesAsync();
        string.Join(' ', lines.Skip(1).Select(static line => line["lost"]?.ToString() ?? line["dir"]!.ToString())).ShouldBe("open 1 in 1 in 1 in 1");
        log.Lines.Where(static line => line.Level == LogLevel.Warning).Select(static line => line.Text).ShouldBe(
            ["The recording of hub home could not keep up and leaves 1 frames out; its file says where.",
             "The recording of hub home could not keep up and leaves 3 frames out; its file says where."]);
    }

    [Fact]
    public async Task Write_FromManyThreads_IsInTheOrderOfItsTimesAndNumbers()
    {
        await using (var recording = Create())
        {
            await Parallel.ForAsync(0, 400, (_, _) =>
            {
                var number = recording.Opened(new Uri("ws://localhost/api/websocket"));
                recording.Frame(number, isIncoming: true, WebSocketMessageType.Text, "{}"u8);
                recording.Closed(number, isByHub: true, 1000);
                return ValueTask.CompletedTask;
            });
        }

        var lines = (await LinesAsync()).Skip(1).ToArray();
        lines.Length.ShouldBe(1_200);
        lines.Select(static line => line["t"]!.GetValue<double>()).ShouldBeInOrder();
        lines.Where(static line => line["dir"]!.GetValue<string>() is "open").Select(static line => line["s"]!.GetValue<int>()).ShouldBe(Enumerable.Range(1, 400));
    }

    [Theory]
    [InlineData(false, "The recording of hub home ends because its file cannot be written: No space left. The hub goes on.")]
    [InlineData(true, "The recording of hub home ends because its file cannot be written: NotSupportedException The hub goes on.")]
    public async Task Write_TheFileCannotBeWritten_IsSaidOnceAndFailsNobody(bool isStrange, string said)
    {
        using var log = new LogSink();
        var file = new BrokenStream(isStrange ? new NotSupportedException("token-of-the-house") : new IOException("No space left."));
        var recording = Create(file: file, logger: log.CreateLogger("recording"));
        var number = recording.Opened(new Uri("ws://localhost/api/websocket"));
        await Eventually.TrueAsync(() => log.Errors.Any(), "the fault is said");
        recording.Frame(number, isIncoming: true, WebSocketMessageType.Text, "{}"u8);
        await recording.DisposeAsync().AsTask().Soon();

        log.Lines.Select(static line => line.Text).ShouldBe([said]);
    }

    [Fact]
    public async Task Dispose_TheDiskIsFullAtTheEnd_IsSaidOnceAndFailsNobody()
    {
        using var log = new LogSink();
        var recording = Create(file: new BrokenStream(new IOException("No space left."), isAtTheEnd: true), logger: log.CreateLogger("recording"));
        await recording.DisposeAsync().AsTask().Soon();

        log.Errors.Count().ShouldBe(1);
    }

    [Fact]
    public async Task Dispose_TheDiskStandsStill_WaitsTwoSecondsAndSaysSo()
    {
        using var log = new LogSink();
        var time = new FakeTime();
        var recording = Create(file: new BrokenStream(fault: null), logger: log.CreateLogger("recording"), time: time);
        var end = recording.DisposeAsync().AsTask();
        time.Timers.ShouldBe(1);
        time.Advance(TimeSpan.FromSeconds(2));
        await end.Soon();

        log.Lines.Select(static line => line.Text).ShouldBe(["The recording of hub home was not written to its end within 2 s; its file lacks the last things."]);
    }

    [Fact]
    public async Task Start_ARecordingIsThere_EndsWithTwoAndLeavesIt()
    {
        await System.IO.File.WriteAllTextAsync(File, "mine");
        await using var gateway = GatewayProcess.Start(["--demo", "--record", _folder.FullName, "--urls", "http://127.0.0.1:0"]);

        (await gateway.ExitCodeAsync()).ShouldBe(2);
        string.Join('\n', gateway.Output).ShouldContain("never overwritten");
        (await System.IO.File.ReadAllTextAsync(File)).ShouldBe("mine");
    }

    [Theory]
    [InlineData(null, "is no recording; --record makes one")]
    [InlineData("{}", "no header of format 1")]
    [InlineData("nonsense", "cannot be read")]
    public async Task Start_NothingToReplay_EndsWithTwo(string? content, string said)
    {
        if (content is not null)
        {
            await System.IO.File.WriteAllTextAsync(File, content);
        }

        await using var gateway = GatewayProcess.Start(["--replay", _folder.FullName, "--urls", "http://127.0.0.1:0"]);

        (await gateway.ExitCodeAsync()).ShouldBe(2);
        string.Join('\n', gateway.Output).ShouldContain(said);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private HubRecording Create(long maxBytes = HubRecording.MaxFileBytes, Stream? file = null, ILogger? logger = null, TimeProvider? time = null) =>
        new(file ?? new FileStream(File, FileMode.CreateNew), Hub, "1", time ?? TimeProvider.System, logger ?? NullLogger.Instance, maxBytes);

    private async Task<JsonNode[]> LinesAsync() => [.. (await System.IO.File.ReadAllLinesAsync(File)).Select(static line => JsonNode.Parse(line)!)];
}
