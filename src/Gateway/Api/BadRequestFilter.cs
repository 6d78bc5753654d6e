using Microsoft.AspNetCore.SignalR;

namespace Gateway.Api;

/// <summary>Tells SignalR clients what is wrong with their request; other exceptions stay hidden behind SignalR's own text.</summary>
internal sealed class BadRequestFilter : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(invocationContext);
        }
        catch (BadRequestException exception)
        {
            throw new HubException(exception.Message, exception);
        }
    }
}
