using System.Text.Json;
using Gateway.Access;
using Gateway.Commands;
using Gateway.Subscriptions;

namespace Gateway.Api;

/// <summary>A client's command, read; the same of every face.</summary>
/// <param name="Command">What to send.</param>
/// <param name="Confirmation">What is to confirm it; null: nothing.</param>
internal sealed record CommandCall(Command Command, CommandConfirmation? Confirmation)
{
    /// <param name="request">The request's JSON.</param>
    /// <param name="hub">The hub it is for.</param>
    /// <param name="client">Who asks.</param>
    /// <param name="key">The idempotency key that came beside the request.</param>
    /// <exception cref="BadRequestException">The request is malformed.</exception>
    /// <exception cref="ForbiddenException">The caller may not send such a command.</exception>
    public static CommandCall Read(JsonElement request, HubSubscriptions hub, CommandClient client, string? key = null)
    {
        var reader = new RequestReader(request);
        var confirmation = reader.Confirm() is { } confirm ? new CommandConfirmation(hub, confirm, CallerRights.Of(client.Caller)) : null;
        var command = reader.Command(hub.Stream.Hub);
        if (!client.Caller.MayCommand(command.Hub, command.Name))
        {
            throw new ForbiddenException(client.Caller.Lacks($"command:{command.Hub}/{command.Name}"));
        }

        if (key is not null && command.IdempotencyKey is { } other && !string.Equals(key, other, StringComparison.Ordinal))
        {
            throw new BadRequestException("The header 'Idempotency-Key' and 'idempotencyKey' differ; give one of them.");
        }

        return new CommandCall(
            command with
            {
                Client = client.Name,
                IdempotencyKey = key ?? command.IdempotencyKey,
                Confirms = confirmation?.Topic,
                Around = confirmation is null ? null : confirmation.RunAsync,
            },
            confirmation);
    }
}
