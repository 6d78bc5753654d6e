using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Diagnosis;

internal static class DiagnosisExtensions
{
    private static readonly string[] Names = ["dns", "tcp", "tls", "http", "upgrade", "auth", "first-event"];

    /// <summary>Asks for a diagnosis of <c>home</c> and answers it; every one has all steps in their order.</summary>
    public static async Task<JsonObject> DiagnoseAsync(this HubHost host, string query = "")
    {
        using var answer = await host.Http.GetAsync($"/api/hubs/home/diagnosis{query}").WaitAsync(TimeSpan.FromSeconds(40));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        var diagnosis = (await answer.Content.ReadFromJsonAsync<JsonObject>().Soon())!;
        diagnosis["steps"]!.AsArray().Select(static step => step!["step"]!.GetValue<string>()).ShouldBe(Names);
        foreach (var step in diagnosis["steps"]!.AsArray())
        {
            step!["detail"]!.GetValue<string>().ShouldNotBeNullOrWhiteSpace();
            (step["cure"] is not null).ShouldBe(step["verdict"]!.GetValue<string>() is "failed" or "warning", step.ToJsonString());
        }

        return diagnosis;
    }

    public static JsonObject Step(this JsonObject diagnosis, string name) =>
        diagnosis["steps"]!.AsArray().Single(step => string.Equals(step!["step"]!.GetValue<string>(), name, StringComparison.Ordinal))!.AsObject();

    public static string VerdictOf(this JsonObject diagnosis, string name) => diagnosis.Step(name)["verdict"]!.GetValue<string>();

    /// <summary>The verdicts in the steps' order, a letter each.</summary>
    public static string Verdicts(this JsonObject diagnosis) => string.Concat(Names.Select(name => diagnosis.VerdictOf(name)[0]));
}
