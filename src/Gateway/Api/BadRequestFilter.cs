using Gateway.Access;
using Microsoft.AspNetCore.SignalR;

namespace Gateway.Api;

/// <summary>Tells SignalR clients what is wrong with their request; of other exceptions only that there was one.</summary>
internal sealed partial class BadRequestFilter(AuditLog audit, ILogger<BadRequestFilter> logger) : IHubFilter
{
    /// <summary>
    /// SignalR's own log, which takes a client's mistake for a fault of the gateway: an Error with a stack trace each, for any
    /// client to write as many as it likes. It is off (<see cref="ApiSetup"/>); what is a fault is logged here.
    /// </summary>
    public const string SilencedCategory = "Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher";

    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(invocationContext);
        }
        catch (BadRequestException exception)
        {
            LogRefused(logger, invocationContext.HubMethodName, exception.Message);
            throw new HubException(exception.Message, exception);
        }
        catch (ForbiddenException exception)
        {
            var client = CommandClient.Of(invocationContext.Context);
            audit.Refused(client.Address, client.Caller.Name, $"{invocationContext.HubMethodName} {exception.Scope}", "forbidden");
            throw new HubException(exception.Message, exception);
        }
        catch (Exception exception) when (exception is not (HubException or OperationCanceledException))
        {
            LogFailed(logger, invocationContext.HubMethodName, exception);
            throw new HubException($"'{invocationContext.HubMethodName}' failed by a fault of the gateway; its log says more.", exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} was refused: {Fault}")]
    private static partial void LogRefused(ILogger logger, string method, string fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} failed by a fault of the gateway.")]
    private static partial void LogFailed(ILogger logger, string method, Exception exception);
}
