using System.Text.Json.Nodes;
using Gateway.DemoHubs.Pryv;
using Gateway.Tests.DemoHubs.SocketIO;

namespace Gateway.Tests.DemoHubs.Pryv;

/// <summary>A bare WebSocket inside a diary's account.</summary>
internal sealed class DiaryClient(EngineClient engine, string user) : IDisposable
{
    private int _id;

    public EngineClient Engine => engine;

    /// <summary>What every frame of the account begins with, after its two digits.</summary>
    public string Account => $"/{user},";

    public static string Query(string token) => $"EIO=4&transport=websocket&auth={token}";

    public static async Task<DiaryClient> EnterAsync(DiaryDemoHub hub, string? token = null) =>
        new(await EngineClient.JoinAsync(hub.Url, $"40/{hub.User},", Query(token ?? hub.Token)), hub.User);

    /// <summary>The error of a refused entry.</summary>
    public static async Task<string> BeRefusedAsync(DiaryDemoHub hub, string query, string join)
    {
        using var client = await EngineClient.DialAsync(hub.Url, query);
        (await client.ReadAsync()).ShouldNotBeNull();
        return (await client.AskAsync(join)).ShouldNotBeNull();
    }

    /// <summary>Calls a method; frames that come before its answer are kept.</summary>
    public async Task<(JsonArray Ack, IReadOnlyList<string> Before)> CallAsync(string method, string parameters = "{}")
    {
        var before = new List<string>();
        var id = _id++;
        await Engine.SendAsync($"42{Account}{id}[\"{method}\",{parameters}]");
        while (true)
        {
            var frame = (await Engine.ReadAsync()).ShouldNotBeNull();
            if (frame.StartsWith($"43{Account}{id}[", StringComparison.Ordinal))
            {
                return (JsonNode.Parse(frame[$"43{Account}{id}".Length..])!.AsArray(), before);
            }

            before.Add(frame);
        }
    }

    /// <summary>The result of a call that succeeds.</summary>
    public async Task<JsonObject> AskAsync(string method, string parameters = "{}")
    {
        var ack = (await CallAsync(method, parameters)).Ack;
        ack.Count.ShouldBe(2, ack.ToJsonString());
        ack[0].ShouldBeNull();
        return ack[1]!.AsObject();
    }

    /// <summary>The error of a call that does not.</summary>
    public async Task<JsonObject> FailAsync(string method, string parameters = "{}")
    {
        var ack = (await CallAsync(method, parameters)).Ack;
        ack.ShouldHaveSingleItem();
        ack[0]!["meta"]!["apiVersion"]!.GetValue<string>().ShouldBe("2.0.0-pre.4");
        return ack[0]!["error"]!.AsObject();
    }

    public void Dispose() => Engine.Dispose();
}
