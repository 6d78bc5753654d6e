using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Clients;

/// <summary>The recipes of docs/clients.md, taken out of it and run as printed.</summary>
public sealed class RecipeTests
{
    private const string Toggle = """{"name":"call_service","args":{"domain":"light","service":"toggle","target":{"entity_id":"light.hall"}}}""";

    [Theory]
    [InlineData("js", "follow.mjs", "node")]
    [InlineData("python", "follow.py", "python3")]
    [InlineData("csharp", "follow.cs", "dotnet run")]
    public async Task Recipe_AsPrinted_TogglesALightOnceAndGoesOnWhenItWasCutOff(string language, string name, string program)
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");

        // Beside the page's libraries for Node; outside the repository, as a user has it, for the others.
        var folder = language is "js" ? Directory.CreateDirectory(Path.Combine(GatewayHost.Top, "artifacts", Path.GetRandomFileName())) : Directory.CreateTempSubdirectory("gateway-recipe-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, name), PrintedBlock.Of("docs/clients.md", language, host.Url, "light.hall"));
            var words = program.Split(' ');
            await using var script = ClientScript.StartProgram(words[0], [.. words[1..], name], folder.FullName);
            await UntilAsync(script, "toggled: ok", "entities/light.hall on");

            var client = (await host.Http.GetFromJsonAsync<JsonArray>("/api/clients").Soon())!.Single()!["id"]!.GetValue<string>();
            (await host.Http.DeleteAsync($"/api/clients/{client}").Soon()).StatusCode.ShouldBe(HttpStatusCode.NoContent);
            using var toggle = new StringContent(Toggle, System.Text.Encoding.UTF8, "application/json");
            (await host.Http.PostAsync("/api/hubs/home/commands", toggle).Soon()).StatusCode.ShouldBe(HttpStatusCode.OK);

            await UntilAsync(script, "entities/light.hall off");
            host.Home.CountReceived("call_service").ShouldBe(2);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Waits until it has said each of these.</summary>
    private static async Task UntilAsync(ClientScript script, params string[] lines)
    {
        var left = lines.ToHashSet(StringComparer.Ordinal);
        while (left.Count > 0)
        {
            left.Remove(await script.HearAsync());
        }
    }
}
