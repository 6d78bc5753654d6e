using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Gateway.Tests.Clients;

/// <summary>The program <c>curl</c>, started again with <c>Last-Event-ID</c> after each cut.</summary>
internal sealed class CurlFollower : Follower
{
    private readonly Uri _address;
    private Process _process;
    private Task _reading;
    private bool _isCut;
    private int _attempt;
    private string? _last;

    public CurlFollower(Uri gateway, string[] topics)
        : base(topics)
    {
        _address = new Uri(gateway, $"/api/hubs/home/events?{string.Join('&', topics.Select(static topic => $"topic={topic}"))}");
        (_process, _reading) = Connect();
    }

    protected override Task Reading => _reading;

    public override async Task CutAsync()
    {
        if (_isCut)
        {
            return;
        }

        _isCut = true;
        _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    public override Task BackAsync()
    {
        (_process, _reading) = Connect();
        _isCut = false;
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync() => await CutAsync();

    private (Process Process, Task Reading) Connect()
    {
        string[] resume = _last is null ? [] : ["-H", $"Last-Event-ID: {_last}"];
        var process = Process.Start(new ProcessStartInfo("curl", ["-N", "-s", .. resume, _address.AbsoluteUri])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        return (process, ReadAsync(process.StandardOutput, ++_attempt));
    }

    /// <summary>A record counts from its empty line on, as for every reader of the format; one that a cut left unfinished does not.</summary>
    private async Task ReadAsync(StreamReader output, int attempt)
    {
        string? name = null, id = null, data = null;
        while (await output.ReadLineAsync() is { } line)
        {
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            switch (colon < 0 ? line : line[..colon])
            {
                case "event":
                    name = line[(colon + 2)..];
                    break;
                case "id":
                    id = line[(colon + 2)..];
                    break;
                case "data":
                    data = line[(colon + 2)..];
                    break;
                case "" when line.Length == 0 && data is not null:
                    Keep(new Told(attempt, name!, data, JsonNode.Parse(data)!.AsObject()));
                    _last = id ?? _last;
                    (name, id, data) = (null, null, null);
                    break;
                default:
                    break;
            }
        }
    }
}
