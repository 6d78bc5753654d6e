using System.Text.Json;
using Gateway.Commands;
using Gateway.Subscriptions;

namespace Gateway.Api;

/// <summary>Several commands in one request, each with an outcome of its own.</summary>
internal static class CommandBatch
{
    public const int MaxItems = 100;

    /// <summary>
    /// Begins to send all of them in order, none waiting for another's answer, and answers their outcomes in order once all are
    /// there. To their end, also when the client has gone.
    /// </summary>
    /// <param name="request">An array of commands.</param>
    /// <param name="hub">The hub they are for.</param>
    /// <param name="client">Who asks.</param>
    /// <param name="desk">Sends them.</param>
    /// <exception cref="BadRequestException">It is no array of commands, or has too many.</exception>
    /// <exception cref="ForbiddenException">The caller may not send one of them; then none was sent.</exception>
    public static async Task<IReadOnlyList<CommandOutcome>> SendAsync(JsonElement request, HubSubscriptions hub, CommandClient client, CommandDesk desk)
    {
        if (request.ValueKind != JsonValueKind.Array)
        {
            throw new BadRequestException("The request must be an array of commands, such as [{\"name\":\"get_config\"}].");
        }

        if (request.GetArrayLength() > MaxItems)
        {
            throw new BadRequestException($"A batch has up to {MaxItems} commands, this one has {request.GetArrayLength()}; none was sent. Send several batches.");
        }

        var calls = request.EnumerateArray().Select(item => Read(item, hub, client)).ToArray();
        var confirmations = calls.Select(static call => call.Call?.Confirmation).OfType<CommandConfirmation>().ToArray();
        try
        {
            // All before the first is sent: one that waited for its topic would lose its place.
            await Task.WhenAll(confirmations.Select(static confirmation => confirmation.OpenAsync()));
            return await Task.WhenAll(calls.Select(call => call.Call is { } read
                ? desk.SendAsync(read.Command, client, CancellationToken.None)
                : Task.FromResult(CommandOutcome.Invalid(call.Fault!))).ToArray());
        }
        finally
        {
            foreach (var confirmation in confirmations)
            {
                await confirmation.DisposeAsync();
            }
        }
    }

    private static (CommandCall? Call, string? Fault) Read(JsonElement item, HubSubscriptions hub, CommandClient client)
    {
        try
        {
            return (CommandCall.Read(item, hub, client), null);
        }
        catch (BadRequestException exception)
        {
            return (null, exception.Message);
        }
    }
}
