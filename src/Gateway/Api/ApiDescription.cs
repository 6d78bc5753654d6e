using Microsoft.OpenApi;

namespace Gateway.Api;

/// <summary>OpenAPI 3.1 at <c>/swagger/v1/swagger.json</c>, and a page for it at <c>/swagger</c>.</summary>
internal static class ApiDescription
{
    public static void AddApiDescription(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(static options =>
        {
            options.SwaggerDoc("v1", new OpenApiInfo
            {
                Title = "Gateway",
                Version = "v1",
                Description = "One upstream session per smart-home or personal-data hub, shared by any number of screens and scripts. "
                    + "Live events also come over SignalR at /live; those and the event streams are described at [/asyncapi.json](../asyncapi.json).\n\n"
                    + "Every error is a problem (RFC 9457) of one of these types:\n\n"
                    + string.Join('\n', KnownProblems.All.Values.Select(static problem => $"- `urn:gateway:{problem.Name}` ({problem.Status}): {problem.Title}")),
            });
            options.AddSecurityDefinition("key", new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "An access key, gw_…, or a ticket. Not needed as long as the gateway has no keys.",
            });
            options.AddSecurityRequirement(static document => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("key", document)] = [] });
            options.SupportNonNullableReferenceTypes();
            options.NonNullableReferenceTypesAsRequired();
            options.MapType<RawJson>(static () => new OpenApiSchema { Description = "Any JSON, as the hub has it." });
            options.OperationFilter<ApiExamples>();
            options.IncludeXmlComments(Path.Combine(AppContext.BaseDirectory, "Gateway.xml"));
        });
    }

    public static void UseApiDescription(this WebApplication app)
    {
        app.UseSwagger(static options => options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1);
        app.UseSwaggerUI(static options =>
        {
            options.SwaggerEndpoint("v1/swagger.json", "Gateway");
            options.DocumentTitle = "Gateway API";
        });
    }
}
