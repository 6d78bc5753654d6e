using System.Threading.Channels;
using Gateway.DemoHubs.HomeAssistant.House;
using Microsoft.AspNetCore.Http;

namespace Gateway.DemoHubs.HomeAssistant.Rest;

/// <summary><c>GET /api/stream</c>: every event of the bus as Server-Sent Events, a ping first.</summary>
internal static class EventStream
{
    private const int Capacity = 4096;

    public static async Task ServeAsync(HttpContext context, DemoInstance instance)
    {
        var waiting = Channel.CreateBounded<string>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest });
        void Hear(BusEvent @event) => waiting.Writer.TryWrite(@event.Json);
        void End() => context.Abort();

        context.Response.ContentType = "text/event-stream";
        instance.Enter(Hear, End);
        try
        {
            await context.Response.WriteAsync("data: ping\n\n", context.RequestAborted);
            await foreach (var json in waiting.Reader.ReadAllAsync(context.RequestAborted))
                await context.Response.WriteAsync($"data: {json}\n\n", context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The client has left, or the hub was stopped.
        }
        finally
        {
            instance.Leave(Hear, End);
        }
    }
}
