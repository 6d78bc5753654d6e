using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;

namespace Gateway.Tests.EndToEnd;

/// <summary>The OpenAPI document against the routes and answers there really are.</summary>
public sealed class ApiDescriptionTests
{
    private static readonly string[] ProblemTypes =
    [
        "invalid", "unauthorized", "forbidden", "not-found", "method-not-allowed", "expired", "too-large", "unsupported-media-type", "rejected", "key-reused",
        "limited", "internal", "unknown", "bad-answer", "offline", "unavailable", "not-ready", "not-live", "timeout", "configured-elsewhere", "exists", "not-saved",
    ];

    [Fact]
    public async Task Document_IsOpenApi31_AndHasEveryRoute()
    {
        await using var host = await GatewayHost.StartAsync();
        var document = await ReadAsync(host);

        document["openapi"]!.GetValue<string>().ShouldStartWith("3.1.");
        var described = Operations(document).Select(static operation => $"{operation.Method} {operation.Path}").Order(StringComparer.Ordinal);
        var mapped = host.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(static route => route.RoutePattern.RawText!.StartsWith("/api", StringComparison.Ordinal) || route.RoutePattern.RawText is "/healthz" or "/readyz" or "/metrics")
            .SelectMany(static route => route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods, static (route, method) => $"{method} {route.RoutePattern.RawText!.Replace("{**", "{", StringComparison.Ordinal)}")

            // A HEAD is the GET without its body.
            .Where(static operation => !operation.StartsWith("HEAD ", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        described.ShouldBe(mapped);
        described.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Document_EveryOperation_HasASummaryAndAnExampleOfEachAnswer()
    {
        await using var host = await GatewayHost.StartAsync();

        foreach (var (method, path, operation) in Operations(await ReadAsync(host)))
        {
            operation["summary"]!.GetValue<string>().ShouldNotBeNullOrWhiteSpace();
            foreach (var (status, response) in operation["responses"]!.AsObject())
            {
                foreach (var (type, content) in response!["content"]?.AsObject() ?? [])
                {
                    var examples = content!["examples"]?.AsObject();
                    examples.ShouldNotBeNull($"{method} {path} {status} {type}");
                    foreach (var (name, example) in examples.Where(_ => type is "application/problem+json"))
                    {
                        var problem = example!["value"]!;
                        problem["type"]!.GetValue<string>().ShouldBe($"urn:gateway:{name}");
                        problem["status"]!.ToString().ShouldBe(status);
                        problem["detail"]!.GetValue<string>().ShouldNotBeNullOrWhiteSpace();
                    }
                }
            }

            foreach (var (_, content) in operation["requestBody"]?["content"]?.AsObject() ?? [])
            {
                content!["examples"].ShouldNotBeNull($"{method} {path} request");
            }
        }
    }

    [Fact]
    public async Task Document_ListsEveryProblemType()
    {
        await using var host = await GatewayHost.StartAsync();
        var description = (await ReadAsync(host))["info"]!["description"]!.GetValue<string>();

        description.Split('\n').Where(static line => line.StartsWith("- `urn:gateway:", StringComparison.Ordinal))
            .Select(static line => line["- `urn:gateway:".Length..line.LastIndexOf('`')])
            .ShouldBe(ProblemTypes, ignoreOrder: true);
    }

    [Fact]
    public async Task Document_Schemas_AreOfWhatIsOnTheWire()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        var schemas = (await ReadAsync(host))["components"]!["schemas"]!.AsObject();

        schemas.ContainsKey("RawJson").ShouldBeFalse();
        schemas.ContainsKey("ProblemDetails").ShouldBeFalse();
        var status = schemas["HubStatus"]!;
        var hub = JsonNode.Parse(await host.Http.GetStringAsync("/api/hubs/home"))!.AsObject();
        hub.Select(static member => member.Key).Except(status["properties"]!.AsObject().Select(static member => member.Key), StringComparer.Ordinal).ShouldBeEmpty();
        status["required"]!.AsArray().Select(static name => name!.GetValue<string>()).Except(hub.Select(static member => member.Key), StringComparer.Ordinal).ShouldBeEmpty();
        status["properties"]!["hub"]!["type"]!.ToJsonString().ShouldBe("\"string\"");
    }

    [Fact]
    public async Task Page_OfTheDocument_IsServed()
    {
        await using var host = await GatewayHost.StartAsync();

        (await host.Http.GetStringAsync("/swagger/index.html")).ShouldContain("Gateway API");
    }

    private static async Task<JsonNode> ReadAsync(GatewayHost host) => JsonNode.Parse(await host.Http.GetStringAsync("/swagger/v1/swagger.json"))!;

    private static IEnumerable<(string Method, string Path, JsonObject Operation)> Operations(JsonNode document) =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select (operation.Key.ToUpperInvariant(), path.Key, operation.Value!.AsObject());
}
