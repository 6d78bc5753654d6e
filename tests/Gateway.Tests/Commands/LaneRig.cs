using Gateway.Commands;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Commands;

/// <summary>A lane to a hub that takes everything, and what went along it.</summary>
internal sealed class LaneRig
{
    private readonly LogSink _log = new();

    public LaneRig(int perSecond = 10, int burst = 20) =>
        Lane = new CommandLane("home", null!, CommandOptions.Default with { PerSecond = perSecond, Burst = burst }, Time, _log.CreateLogger("lane"));

    public FakeTime Time { get; } = new();

    public CommandLane Lane { get; }

    /// <summary>Who sent, in order.</summary>
    public List<string> Sent { get; } = [];

    public IReadOnlyList<string> Lines => [.. _log.Lines.Select(static line => $"{line.Level}: {line.Text}")];

    /// <param name="client">Who sends it.</param>
    /// <param name="name">What is noted when it goes; by default the client.</param>
    /// <param name="expiresAfter">How long it may wait.</param>
    /// <param name="deadline">The end of its time.</param>
    public Task<CommandOutcome> SendAsync(string client = "one", string? name = null, TimeSpan? expiresAfter = null, CancellationToken deadline = default) =>
        Lane.SendAsync(client, Time.GetUtcNow() + expiresAfter, deadline, () =>
        {
            lock (Sent)
            {
                Sent.Add(name ?? client);
            }

            return Task.FromResult(CommandOutcome.Sent);
        });

    /// <summary>How many of so many go.</summary>
    public async Task<int> AdmitAsync(int commands, string client = "one")
    {
        var admitted = 0;
        for (var index = 0; index < commands; index++)
        {
            admitted += (await SendAsync(client).Soon()).Status == CommandStatus.Sent ? 1 : 0;
        }

        return admitted;
    }
}
