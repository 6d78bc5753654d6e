using System.Text.Json.Nodes;
using Gateway.DemoHubs.HomeAssistant.House;
using Gateway.DemoHubs.HomeAssistant.Wire;
using Gateway.DemoHubs.Wire;

namespace Gateway.DemoHubs.HomeAssistant.Services;

internal static class ServiceTable
{
    private static readonly Dictionary<(string Domain, string Name), DemoService> Services =
        LightServices.All().Concat(HomeServices.All()).ToDictionary(service => (service.Domain, service.Name));

    public static string Json { get; } = "{" + string.Join(',', Domains().Select(domain => $"\"{domain.Name}\":{domain.Json}")) + "}";

    /// <summary>REST lists what the socket keys by domain.</summary>
    public static string RestJson { get; } =
        "[" + string.Join(',', Domains().Select(domain => $$"""{"domain":"{{domain.Name}}","services":{{domain.Json}}}""")) + "]";

    /// <summary>Schema, call_service event, state changes; in this order, under one context. The house's gate is held.</summary>
    public static ServiceFault? Call(DemoHouse house, string domain, string name, JsonObject data, HouseContext context)
    {
        if (!Services.TryGetValue((domain, name), out var service))
            return new ServiceFault(WireMessages.NotFound, "Service not found.");
        if (service.Check(data) is { } fault)
            return fault;
        house.Fire("call_service",
            $$"""{"domain":{{WireJson.Quote(domain)}},"service":{{WireJson.Quote(name)}},"service_data":{{WireJson.Text(data)}}}""", context);
        return service.Run(house, data, context);
    }

    private static IEnumerable<(string Name, string Json)> Domains() => Services.Values.GroupBy(service => service.Domain, StringComparer.Ordinal)
        .Select(domain => (domain.Key, "{" + string.Join(',', domain.Select(service => $"\"{service.Name}\":{service.Json}")) + "}"));
}
