using System.Net;
using System.Text.Json.Nodes;

namespace Gateway.Tests.EndToEnd;

internal static class ApiProblem
{
    /// <summary>The answer's problem, after a look at everything each problem must have.</summary>
    public static async Task<JsonObject> ProblemAsync(this HttpResponseMessage response, HttpStatusCode status, string name)
    {
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, body);
        response.Content.Headers.ContentType?.ToString().ShouldBe("application/problem+json", body);
        response.Headers.CacheControl?.NoStore.ShouldBeTrue();
        var problem = JsonNode.Parse(body)!.AsObject();
        problem["type"]!.GetValue<string>().ShouldBe($"urn:gateway:{name}");
        problem["status"]!.GetValue<int>().ShouldBe((int)status);
        problem["title"]!.GetValue<string>().ShouldNotBeNullOrWhiteSpace();
        problem["detail"]!.GetValue<string>().ShouldNotBeNullOrWhiteSpace();
        return problem;
    }

    public static string Detail(this JsonObject problem) => problem["detail"]!.GetValue<string>();
}
