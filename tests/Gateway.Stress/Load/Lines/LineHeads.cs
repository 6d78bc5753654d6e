using System.Text;

namespace Gateway.Stress.Load.Lines;

/// <summary>What the records of each kind of message begin with.</summary>
internal static class LineHeads
{
    public static readonly (string Kind, byte[] Head)[] All =
        [.. new[] { "event", "topic", "gap", "hub" }.Select(static kind => (kind, Encoding.UTF8.GetBytes($$"""{"type":1,"target":"{{kind}}","arguments":[""")))];
}
