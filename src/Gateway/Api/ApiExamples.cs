using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Gateway.Api;

/// <summary>Shows each operation's answers, good and bad, as they look on the wire.</summary>
internal sealed class ApiExamples(IOptions<JsonOptions> json) : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var problems = context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<RouteProblems>().SelectMany(static route => route.Names).ToArray();
        var id = operation.OperationId ?? "";
        foreach (var (status, response) in operation.Responses ?? [])
        {
            foreach (var (type, content) in response.Content ?? new Dictionary<string, IOpenApiMediaType>(StringComparer.Ordinal))
            {
                if (content is OpenApiMediaType media)
                {
                    Show(media, string.Equals(type, Problem.ContentType, StringComparison.Ordinal) ? Bad(problems, status) : Good(id, status));
                }
            }
        }

        if (KnownAnswers.Requests.TryGetValue(id, out var request))
        {
            foreach (var media in operation.RequestBody?.Content?.Values.OfType<OpenApiMediaType>() ?? [])
            {
                Show(media, [(id, request)]);
            }
        }
    }

    private static IEnumerable<(string Name, object Value)> Bad(IEnumerable<string> problems, string status) => problems
        .Select(static name => KnownProblems.All[name])
        .Where(problem => problem.Status == int.Parse(status, CultureInfo.InvariantCulture))
        .Select(static problem => (problem.Name, (object)problem.Body));

    private static IEnumerable<(string Name, object Value)> Good(string operation, string status) =>
        KnownAnswers.All.TryGetValue((operation, status), out var value) ? [(operation, value)] : [];

    private void Show(OpenApiMediaType media, IEnumerable<(string Name, object Value)> examples)
    {
        foreach (var (name, value) in examples)
        {
            media.Examples ??= new Dictionary<string, IOpenApiExample>(StringComparer.Ordinal);
            media.Examples[name] = new OpenApiExample { Value = ToJson(value) };
        }
    }

    private JsonNode? ToJson(object value) => JsonSerializer.SerializeToNode(value, value.GetType(), json.Value.SerializerOptions);
}
