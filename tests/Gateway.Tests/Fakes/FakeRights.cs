using Gateway.Events;

namespace Gateway.Tests.Fakes;

/// <summary>May read what begins with this text, in one hub.</summary>
internal sealed class FakeRights(string prefix, string hub = "home") : IReadRights
{
    public bool MayRead(Topic topic) => MaySee(topic.Hub) && topic.Text.StartsWith(prefix, StringComparison.Ordinal);

    public bool MaySee(string other) => string.Equals(other, hub, StringComparison.Ordinal);

    public string? Refuse(string other, string topic)
    {
        var text = topic.TrimEnd('*');
        return MaySee(other) && (text.StartsWith(prefix, StringComparison.Ordinal) || (topic.EndsWith('*') && prefix.StartsWith(text, StringComparison.Ordinal))) ? null : "not yours";
    }
}
