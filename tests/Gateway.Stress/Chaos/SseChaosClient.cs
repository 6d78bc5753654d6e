using System.Text.Json.Nodes;
using Gateway.Tests.Fakes;

namespace Gateway.Stress.Chaos;

/// <summary>A reader of Server-Sent Events, which knows from where it may resume.</summary>
internal sealed class SseChaosClient : ChaosClient
{
    private readonly CancellationTokenSource _leaving = new();
    private readonly HttpResponseMessage _response;
    private readonly Task _reading;
    private volatile string? _lastId;

    private SseChaosClient(string name, string[] topics, HttpResponseMessage response)
        : base(name, topics)
    {
        _response = response;
        _reading = ReadAsync();
    }

    /// <summary>The newest <c>id:</c>.</summary>
    public string? LastId => _lastId;

    public static async Task<SseChaosClient> OpenAsync(HttpClient http, string hub, string name, string[] topics, string? lastId = null)
    {
        var query = string.Join('&', topics.Select(static topic => $"topic={Uri.EscapeDataString(topic)}"));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/hubs/{hub}/events?{query}");
        if (lastId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastId);
        }

        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Soon();
        return response.IsSuccessStatusCode
            ? new SseChaosClient(name, topics, response)
            : throw new InvalidOperationException($"{name} was answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
    }

    public override async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _reading.Soon();
        _response.Dispose();
        _leaving.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            using var reader = new StreamReader(await _response.Content.ReadAsStreamAsync(_leaving.Token));
            var (kind, id) = ("", (string?)null);
            while (await reader.ReadLineAsync(_leaving.Token) is { } line)
            {
                if (line.StartsWith("event:", StringComparison.Ordinal))
                {
                    kind = line["event:".Length..].Trim();
                }
                else if (line.StartsWith("id:", StringComparison.Ordinal))
                {
                    id = line["id:".Length..].Trim();
                }
                else if (line.StartsWith("data:", StringComparison.Ordinal))
                {
                    Keep(kind, JsonNode.Parse(line["data:".Length..])!.AsObject());
                }
                else if (line.Length == 0 && id is not null)
                {
                    (_lastId, id) = (id, null);
                }
            }

            End = "the gateway ended it";
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            End = exception.Message;
        }
    }
}
