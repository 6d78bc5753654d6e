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
    /// <param name="registry">Where the hub is found, also when it has been replaced meanwhile.</param>
    /// <param name="client">Who asks.</param>
    /// <param name="key">The idempotency key that came beside the request.</param>
    /// <exception cref="BadRequestException">The request is malformed.</exception>
    /// <exception cref="ForbiddenException">The caller may not send such a command.</exception>
    public static CommandCall Read(JsonElement request, HubSubscriptions hub, SubscriptionRegistry registry, CommandClient client, string? key = null)
    {
        var reader = new RequestReader(request);
        var command = reader.Command(hub.Stream.Hub);
        if (!client.Caller.MayCommand(command.Hub, command.Name))
        {
            throw new ForbiddenException(client.Caller, $"command:{command.Hub}/{command.Name}");
        }

        var rights = CallerRights.Of(client.Caller);
        var confirm = reader.Confirm();
        if (confirm is not null && hub.Watch.Plan(confirm.Topic).Plan is { } plan && rights.Refuse(command.Hub, plan.Topic) is not null)
        {
            throw new ForbiddenException(client.Caller, $"read:{command.Hub}/{plan.Topic}");
        }

        var confirmation = confirm is null ? null : new CommandConfirmation(hub, registry, confirm, rights);

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
