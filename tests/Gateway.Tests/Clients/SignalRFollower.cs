using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Tests.Clients;

/// <summary><c>@microsoft/signalr</c> in Node (follow.mjs), behind a line of its own.</summary>
internal sealed class SignalRFollower : Follower
{
    private readonly CutLine _line;
    private readonly ClientScript _script;
    private volatile bool _isEnding;

    public SignalRFollower(Uri gateway, string[] topics)
        : base(topics)
    {
        _line = CutLine.Start(gateway);
        _script = ClientScript.Start("follow", _line.Url, JsonSerializer.Serialize(topics));
        Reading = ReadAsync();
    }

    protected override Task Reading { get; }

    public override Task CutAsync()
    {
        _line.Cut();
        return Task.CompletedTask;
    }

    public override Task BackAsync()
    {
        _line.Restore();
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        _isEnding = true;
        await _script.DisposeAsync();
        await Reading;
        await _line.DisposeAsync();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                var line = JsonNode.Parse(await _script.HearAsync())!;
                var message = line["message"]!.AsObject();
                Keep(new Told(line["attempt"]!.GetValue<int>(), line["type"]!.GetValue<string>(), message.ToJsonString(), message));
            }
        }
        catch (InvalidOperationException) when (_isEnding)
        {
            // The script was ended by the test.
        }
    }
}
