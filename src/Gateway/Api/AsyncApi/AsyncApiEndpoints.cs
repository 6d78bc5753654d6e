namespace Gateway.Api.AsyncApi;

/// <summary>The live faces' description, for code generators and people.</summary>
internal static class AsyncApiEndpoints
{
    public static void MapAsyncApi(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/asyncapi.json", static (HttpRequest request, AsyncApiDocument document) => Results.Json(document.At(request.Host.Value ?? "", request.IsHttps, request.PathBase.Value ?? "")))
            .ExcludeFromDescription();
}
