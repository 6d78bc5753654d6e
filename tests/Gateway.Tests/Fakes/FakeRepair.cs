using System.Collections.Concurrent;
using Gateway.Events;

namespace Gateway.Tests.Fakes;

/// <summary>Remembers what clients lost, and offers nothing.</summary>
internal sealed class FakeRepair : IStateRepair
{
    private readonly ConcurrentQueue<(string Hub, IReadOnlyList<string>? Topics)> _asked = new();

    public IReadOnlyList<(string Hub, IReadOnlyList<string>? Topics)> Asked => [.. _asked];

    public void Repair(IMessageReceiver client, string hub, IReadOnlySet<Topic>? lost) =>
        _asked.Enqueue((hub, lost is null ? null : [.. lost.Select(static topic => topic.Text).Order(StringComparer.Ordinal)]));
}
