namespace Gateway.Events;

/// <summary>Everything may be shown.</summary>
internal sealed class AllRights : IReadRights
{
    public static readonly AllRights Instance = new();

    public bool MayRead(Topic topic) => true;

    public bool MaySee(string hub) => true;

    public string? Refuse(string hub, string topic) => null;
}
