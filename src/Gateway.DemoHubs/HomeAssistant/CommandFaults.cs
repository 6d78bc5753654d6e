using Gateway.DemoHubs.Hooks;

namespace Gateway.DemoHubs.HomeAssistant;

internal sealed record Refusal(string Code, string Message);

/// <summary>What a test asked to go wrong. Used under the house's gate.</summary>
internal sealed class CommandFaults
{
    public Dictionary<string, Refusal> Commands { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Refusal> EventTypes { get; } = new(StringComparer.Ordinal);

    public HeldAnswers Answers { get; } = new();
}
