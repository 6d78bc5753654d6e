using Gateway.Events;

namespace Gateway.Access;

/// <summary>What a caller may be shown of the hubs' events.</summary>
internal sealed class CallerRights : IReadRights
{
    private readonly Caller _caller;

    private CallerRights(Caller caller) => _caller = caller;

    public static IReadRights Of(Caller caller) => caller.IsUnrestricted ? AllRights.Instance : new CallerRights(caller);

    public bool MayRead(Topic topic) => _caller.MayRead(topic.Hub, topic.Text);

    public bool MaySee(string hub) => _caller.MaySee(hub);

    public string? Refuse(string hub, string topic) =>
        _caller.MayAskFor(hub, topic) ? null : _caller.Lacks($"read:{hub}/{topic}");
}
