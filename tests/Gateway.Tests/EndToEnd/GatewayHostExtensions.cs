using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.EndToEnd;

internal static class GatewayHostExtensions
{
    /// <summary>Waits until the hub <c>home</c> has a state, and answers its status.</summary>
    public static async Task<JsonObject> UntilAsync(this GatewayHost host, string state)
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        while (true)
        {
            var hub = (await host.Http.GetFromJsonAsync<JsonObject>("/api/hubs/home", limit.Token))!;
            if (string.Equals(hub["state"]!.GetValue<string>(), state, StringComparison.Ordinal))
            {
                return hub;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
    }
}
