using System.Collections.Frozen;
using Gateway.Commands;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>What is decided about a command before it is sent. Every type is passed on, known or not, but for those below.</summary>
internal static class HomeAssistantCommands
{
    /// <summary>The session's own business: a client that sent one of these would change what other clients get.</summary>
    private static readonly FrozenSet<string> Managed = FrozenSet.Create(StringComparer.Ordinal, "auth", "supported_features", "unsubscribe_events");

    /// <summary>They make, list or end credentials of the gateway's own user at the hub, which would outlive the key of whoever asks.</summary>
    private static readonly FrozenSet<string> Credentials = FrozenSet.Create(
        StringComparer.Ordinal, "auth/long_lived_access_token", "auth/refresh_tokens", "auth/delete_refresh_token", "auth/delete_all_refresh_tokens", "auth/refresh_token_set_expiry", "auth/sign_path");

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

        if (Credentials.Contains(command.Name))
        {
            return CommandOutcome.Invalid($"'{command.Name}' would hand out or end the gateway's own access to Home Assistant. Do it in Home Assistant itself.");
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
