using System.Net;
using System.Text.Json.Nodes;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Contract;

internal static class ContractHost
{
    public static HubHost Start(ContractHub hub, ContractHub? other = null, JsonObject? settings = null) => HubHost.Start(hub.Entry, other?.Entry, settings);

    public static Task<HubHost> OnlineAsync(ContractHub hub, JsonObject? settings = null) => HubHost.OnlineAsync(hub.Entry, settings);

    public static Task<(HttpStatusCode Status, JsonObject Body, TimeSpan? RetryAfter)> CommandAsync(
        this HubHost host, ContractCommand command, int? timeoutMs = null, bool wait = true) => host.CommandAsync(command.Body(timeoutMs, wait));
}
