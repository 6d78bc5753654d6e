using System.Diagnostics;
using System.Text;
using Gateway.Access;
using Gateway.Commands;
using Gateway.Diagnostics;

namespace Gateway.Api;

/// <summary>Where commands of every face are handed in: each is sent to its end, counted, and written into the audit with its outcome.</summary>
internal sealed partial class CommandDesk(CommandRouter router, CommandMetrics metrics, AuditLog audit, KeyStore keys, TimeProvider time, ILogger<CommandDesk> logger)
{
    /// <param name="command">What to send.</param>
    /// <param name="client">Who sends it.</param>
    /// <param name="cancellationToken">Ends the waiting only.</param>
    public Task<CommandOutcome> SendAsync(Command command, CommandClient client, CancellationToken cancellationToken)
    {
        var sent = command with { MayStill = () => keys.IsStillIn(client.Caller, time.GetUtcNow()) };
        return RunAsync(() => router.SendAsync(sent, CancellationToken.None), client, AuditAction.Command, command.Hub, command.Name, command.Args).WaitAsync(cancellationToken);
    }

    /// <summary>Writes a packet of the hub's own protocol.</summary>
    public Task<CommandOutcome> WriteRawAsync(string hub, byte[] packet, CommandClient client) =>
        RunAsync(() => router.WriteRawAsync(hub, packet, client.Name), client, AuditAction.Raw, hub, name: null, packet);

    private async Task<CommandOutcome> RunAsync(
        Func<Task<CommandOutcome>> sendAsync, CommandClient client, AuditAction action, string hub, string? name, ReadOnlyMemory<byte> arguments)
    {
        using var trace = GatewayTrace.StartCommand(hub, action.ToString().ToLowerInvariant());
        var outcome = await SafelyAsync(sendAsync, hub);
        trace?.SetTag("gateway.outcome", outcome.Word);
        if (outcome.Status is CommandStatus.Unknown or CommandStatus.Timeout)
        {
            trace?.SetStatus(ActivityStatusCode.Error, outcome.Word);
        }

        metrics.Count(hub, outcome);
        if (outcome.Status == CommandStatus.Limited)
        {
            // A script in a loop is refused far more often than anybody wants to read of.
            audit.Refused(client.Address, client.Caller.Name, $"{action} {hub} {name}", outcome.Word);
            return outcome;
        }

        audit.Write(new AuditEntry(client.Caller.Name, ClientAddress.Of(client.Address), action, hub, name, outcome.IsReplay ? "replayed" : outcome.Word, outcome.Elapsed)
        {
            Arguments = audit.WantsArguments ? Encoding.UTF8.GetString(arguments.Span) : null,
        });
        return outcome;
    }

    /// <summary>By a fault of ours nobody knows how far it came; the others of a batch keep their outcomes.</summary>
    private async Task<CommandOutcome> SafelyAsync(Func<Task<CommandOutcome>> sendAsync, string hub)
    {
        try
        {
            return await sendAsync();
        }
        catch (Exception exception)
        {
            LogFailed(logger, hub, exception);
            return CommandOutcome.Unknown();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A command to hub {Hub} failed by a fault of the gateway; whether it ran is unknown.")]
    private static partial void LogFailed(ILogger logger, string hub, Exception exception);
}
