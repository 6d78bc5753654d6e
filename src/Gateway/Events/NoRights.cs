namespace Gateway.Events;

/// <summary>Nothing may be shown: what is made for it may be shown to everybody.</summary>
internal sealed class NoRights : IReadRights
{
    public static readonly NoRights Instance = new();

    public bool MayRead(Topic topic) => false;

    public bool MaySee(string hub) => false;

    public string? Refuse(string hub, string topic) => "Nothing may be read.";
}
