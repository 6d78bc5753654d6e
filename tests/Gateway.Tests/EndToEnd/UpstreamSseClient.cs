using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.EndToEnd;

/// <summary>One Server-Sent Events client of one hub, which remembers all it was sent.</summary>
internal sealed class UpstreamSseClient : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Kind, JsonObject Body)> _messages = new();
    private readonly CancellationTokenSource _leaving = new();
    private readonly HttpResponseMessage _response;
    private readonly Task _reading;

    private UpstreamSseClient(HttpResponseMessage response)
    {
        _response = response;
        _reading = ReadAsync();
    }

    public IReadOnlyList<(string Kind, JsonObject Body)> Messages => [.. _messages];

    /// <summary>Events that are no part of a snapshot: topic and name.</summary>
    public IReadOnlyList<string> LiveEvents =>
        [.. Of("event").Where(static body => body["snapshot"] is null).Select(static body => $"{body["topic"]} {body["name"]}")];

    public IReadOnlyList<string> Snapshot =>
        [.. Of("event").Where(static body => body["snapshot"] is not null).Select(static body => body["topic"]!.GetValue<string>())];

    /// <summary>Whether a topic was part of a snapshot.</summary>
    public bool HasShown(string topic) => Snapshot.Contains(topic, StringComparer.Ordinal);

    /// <summary>The epoch of the newest <c>topic … live</c>.</summary>
    public string Epoch => Of("topic").Last(static body => Is(body["state"], "live"))["cursor"]!.GetValue<string>().Split(':')[0];

    public bool HasEnded => _reading.IsCompleted;

    public static async Task<UpstreamSseClient> OpenAsync(HttpClient http, string hub, params string[] topics)
    {
        var query = string.Join('&', topics.Select(static topic => $"topic={Uri.EscapeDataString(topic)}"));
        var response = await http.GetAsync($"/api/hubs/{hub}/events?{query}", HttpCompletionOption.ResponseHeadersRead).Soon();
        response.IsSuccessStatusCode.ShouldBeTrue(response.ToString());
        return new UpstreamSseClient(response);
    }

    public static async Task<UpstreamSseClient> OpenLiveAsync(GatewayHost host, params string[] topics)
    {
        var client = await OpenAsync(host.Http, "home", topics);
        foreach (var topic in topics)
        {
            await client.UntilTopicAsync(topic, "live");
        }

        return client;
    }

    public Task UntilTopicAsync(string topic, string state, int times = 1) => Eventually.TrueAsync(
        () => Of("topic").Count(body => Is(body["topic"], topic) && Is(body["state"], state)) >= times, $"'{topic}' is {state}, time {times}");

    public Task UntilEventAsync(string topic, string name) =>
        Eventually.TrueAsync(() => LiveEvents.Contains($"{topic} {name}", StringComparer.Ordinal), $"{name} on {topic}");

    public async ValueTask DisposeAsync()
    {
        // A cancelled read cuts the connection; disposal alone would wait for the rest of an endless answer.
        await _leaving.CancelAsync();
        await _reading.Soon();
        _response.Dispose();
        _leaving.Dispose();
    }

    private static bool Is(JsonNode? node, string text) => string.Equals(node?.GetValue<string>(), text, StringComparison.Ordinal);

    private IEnumerable<JsonObject> Of(string kind) =>
        _messages.Where(message => string.Equals(message.Kind, kind, StringComparison.Ordinal)).Select(static message => message.Body);

    private async Task ReadAsync()
    {
        try
        {
            using var reader = new StreamReader(await _response.Content.ReadAsStreamAsync(_leaving.Token));
            var kind = "";
            while (await reader.ReadLineAsync(_leaving.Token) is { } line)
            {
                if (line.StartsWith("event:", StringComparison.Ordinal))
                {
                    kind = line["event:".Length..].Trim();
                }
                else if (line.StartsWith("data:", StringComparison.Ordinal))
                {
                    _messages.Enqueue((kind, JsonNode.Parse(line["data:".Length..])!.AsObject()));
                }
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // Disposed by the test, or the gateway has gone; HasEnded tells.
        }
    }
}
