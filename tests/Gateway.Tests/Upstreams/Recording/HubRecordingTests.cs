using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Configuration;
using Gateway.Tests.Clients;
using Gateway.Upstreams;
using Gateway.Upstreams.Recording;
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

    private HubRecording Create(long maxBytes = HubRecording.MaxFileBytes) =>
        new(new FileStream(File, FileMode.CreateNew), Hub, "1", TimeProvider.System, NullLogger.Instance, maxBytes);

    private async Task<JsonNode[]> LinesAsync() => [.. (await System.IO.File.ReadAllLinesAsync(File)).Select(static line => JsonNode.Parse(line)!)];
}
