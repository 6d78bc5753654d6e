using System.Text.Json;
using Gateway.Commands;
using Gateway.Subscriptions;

namespace Gateway.Api;

/// <summary>Several commands in one request, each with an outcome of its own.</summary>
internal static class CommandBatch
{
    public const int MaxItems = 100;

    /// <summary>Each is asked of the hub before anything is sent.</summary>
    public const int MaxConfirmTopics = 10;

    /// <summary>A topic that takes longer to be live holds up its own command only.</summary>
    private static readonly TimeSpan OpeningTime = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Begins to send all of them in order, none waiting for another's answer, and answers their outcomes in order once all are
    /// there. HTTP requests alone go one after the other: side by side they would reach the hub in any order, and some hubs take
    /// only a few at a time. The time of each counts from now, so that none goes out late. To their end, also when the client has gone.
    /// </summary>
    /// <param name="batch">An array of commands.</param>
    /// <param name="hub">The hub they are for.</param>
    /// <param name="registry">Where hubs are found.</param>
    /// <param name="client">Who asks.</param>
    /// <param name="desk">Sends them.</param>
    /// <exception cref="BadRequestException">It is no array of commands, or has too many.</exception>
    /// <exception cref="ForbiddenException">The caller may not send one of them; then none was sent.</exception>
    public static async Task<IReadOnlyList<CommandOutcome>> SendAsync(JsonElement batch, HubSubscriptions hub, SubscriptionRegistry registry, CommandClient client, CommandDesk desk)
    {
        if (batch.ValueKind != JsonValueKind.Array)
        {
            throw new BadRequestException("The request must be an array of commands, such as [{\"name\":\"get_config\"}].");
        }

        if (batch.GetArrayLength() > MaxItems)
        {
            throw new BadRequestException($"A batch has up to {MaxItems} commands, this one has {batch.GetArrayLength()}; none was sent. Send several batches.");
        }

        var accepted = hub.Time.GetTimestamp();
        var calls = batch.EnumerateArray().Select(item => Read(item, hub, registry, client)).ToArray();
        var confirmations = calls.Select(static call => call.Call?.Confirmation).OfType<CommandConfirmation>().ToArray();
        if (confirmations.Select(static confirmation => confirmation.Topic).Distinct(StringComparer.Ordinal).Count() > MaxConfirmTopics)
        {
            throw new BadRequestException($"A batch may name up to {MaxConfirmTopics} topics in its 'confirm' members; none was sent. Use a pattern such as \"entities/*\", or send several batches.");
        }

        try
        {
            // All before the first is sent: one that waited for its topic would lose its place.
            await ((Task)Task.WhenAll(confirmations.Select(static confirmation => confirmation.OpenAsync()))).WaitAsync(OpeningTime, hub.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var request = Task.CompletedTask;
            var sending = new List<Task<CommandOutcome>>(calls.Length);
            foreach (var (call, fault) in calls)
            {
                var isRequest = call is not null && IsRequest(call.Command.Name);
                sending.Add(call is null ? Task.FromResult(CommandOutcome.Invalid(fault!)) : SendAsync(call.Command with { Accepted = accepted }, isRequest ? request : Task.CompletedTask, client, desk));
                request = isRequest ? Answered(sending[^1], call!.Confirmation) : request;
            }

            return await Task.WhenAll(sending);
        }
        finally
        {
            foreach (var confirmation in confirmations)
            {
                await confirmation.DisposeAsync();
            }
        }
    }

    private static bool IsRequest(string name) => name.Split(' ') is ["GET" or "PUT" or "POST" or "DELETE", _, ..];

    /// <summary>The next one may go, though an event may still be waited for.</summary>
    private static Task Answered(Task<CommandOutcome> sending, CommandConfirmation? confirmation) =>
        confirmation is null ? sending : Task.WhenAny(sending, confirmation.Answered);

    private static async Task<CommandOutcome> SendAsync(Command command, Task before, CommandClient client, CommandDesk desk)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await desk.SendAsync(command, client, CancellationToken.None);
    }

    private static (CommandCall? Call, string? Fault) Read(JsonElement item, HubSubscriptions hub, SubscriptionRegistry registry, CommandClient client)
    {
        try
        {
            return (CommandCall.Read(item, hub, registry, client), null);
        }
        catch (BadRequestException exception)
        {
            return (null, exception.Message);
        }
    }
}
