using System.Collections.Frozen;
using Gateway.Commands;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>What is decided about a command before it is sent. Every type is passed on, known or not, but for those below.</summary>
internal static class HomeAssistantCommands
{
    /// <summary>The session's own business: a client that sent one of these would change what other clients get.</summary>
    private static readonly FrozenSet<string> Managed = FrozenSet.Create(StringComparer.Ordinal, "auth", "supported_features", "unsubscribe_events");

    /// <summary>While the hub starts, these may silently do nothing.</summary>
    private static readonly FrozenSet<string> Acting = FrozenSet.Create(StringComparer.Ordinal, "call_service", "execute_script", "fire_event");

    private static readonly TimeSpan StartingRetry = TimeSpan.FromSeconds(5);

    /// <summary>Why the command is not sent, or null.</summary>
    public static CommandOutcome? Refuse(Command command, bool isRunning)
    {
        if (Managed.Contains(command.Name))
        {
            return CommandOutcome.Invalid($"'{command.Name}' is done by the gateway itself, for all clients together. Use Subscribe and Unsubscribe for topics.");
        }

        if (!HomeAssistantCommandWriter.TryValidateArgs(command.Args.Span, out var fault))
        {
            return CommandOutcome.Invalid(fault!);
        }

        return !isRunning && Acting.Contains(command.Name)
            ? CommandOutcome.Offline("Home Assistant is still starting; the command was not sent and is not kept.", StartingRetry)
            : null;
    }
}
