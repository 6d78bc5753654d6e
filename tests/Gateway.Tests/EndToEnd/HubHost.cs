using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.EndToEnd;

/// <summary>
/// The whole product in front of hubs of any kind, the first of them as <c>home</c>. At disposal the test fails when an Error
/// was logged that it did not announce, and when a token stands in a log line or in anything a client was sent.
/// </summary>
internal sealed class HubHost : IAsyncDisposable
{
    private readonly UpstreamReloadHost _product;
    private readonly List<UpstreamSseClient> _clients = [];
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);

    private HubHost(JsonObject hubs, JsonObject? settings)
    {
        foreach (var (_, entry) in hubs)
        {
            Learn(entry!.AsObject());
        }

        _product = UpstreamReloadHost.Start(hubs, settings);
    }

    public LogSink Log => _product.Log;

    public HttpClient Http => _product.Http;

    /// <summary>Set by a test in which an Error line is part of what it proves.</summary>
    public bool ErrorsAreExpected { get; set; }

    /// <param name="entry">What <c>Gateway:Hubs:home</c> says; a demo hub behind it is the test's own.</param>
    /// <param name="other">A second hub, <c>other</c>.</param>
    /// <param name="settings">What else stands under <c>Gateway</c>.</param>
    public static HubHost Start(JsonObject entry, JsonObject? other = null, JsonObject? settings = null)
    {
        var hubs = new JsonObject { ["home"] = entry };
        if (other is not null)
        {
            hubs["other"] = other;
        }

        return new HubHost(hubs, settings);
    }

    public static async Task<HubHost> OnlineAsync(JsonObject entry, JsonObject? settings = null)
    {
        var host = Start(entry, settings: settings);
        await host.UntilAsync("online");
        return host;
    }

    /// <summary>Waits until a hub has a state, and answers its status.</summary>
    public async Task<JsonObject> UntilAsync(string state, string hub = "home")
    {
        try
        {
            return await _product.UntilAsync(hub, state);
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException($"The hub did not become {state}: {await Http.GetStringAsync($"/api/hubs/{hub}").Soon()}", exception);
        }
    }

    /// <summary>Changes the configuration while the product runs.</summary>
    public void Put(string name, JsonObject entry)
    {
        Learn(entry);
        _product.Put(name, entry);
        _product.Save();
    }

    public Task<UpstreamSseClient> OpenAsync(params string[] topics) => OpenAtAsync("home", topics);

    public async Task<UpstreamSseClient> OpenAtAsync(string hub, params string[] topics)
    {
        var client = await UpstreamSseClient.OpenAsync(Http, hub, topics);
        _clients.Add(client);
        return client;
    }

    public async Task<UpstreamSseClient> OpenLiveAsync(params string[] topics)
    {
        var client = await OpenAsync(topics);
        foreach (var topic in topics)
        {
            await client.UntilTopicAsync(topic, "live");
        }

        return client;
    }

    public async Task<(HttpStatusCode Status, JsonObject Body, TimeSpan? RetryAfter)> CommandAsync(JsonObject command)
    {
        using var answer = await Http.PostAsJsonAsync("/api/hubs/home/commands", command).Soon();
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonObject>())!, answer.Headers.RetryAfter?.Delta);
    }

    /// <summary>Posts a packet to be written as it is.</summary>
    public async Task<HttpResponseMessage> RawAsync(string packet, string hub = "home", string contentType = "text/plain")
    {
        using var body = new StringContent(packet, new MediaTypeHeaderValue(contentType));
        return await Http.PostAsync($"/api/hubs/{hub}/raw", body).Soon();
    }

    public async Task<JsonArray> StateAsync(string topic) =>
        (await Http.GetFromJsonAsync<JsonArray>($"/api/hubs/home/state?topic={Uri.EscapeDataString(topic)}").Soon())!;

    public async Task<IReadOnlyList<JsonObject>> SubscriptionsAsync() =>
        [.. (await Http.GetFromJsonAsync<JsonArray>("/api/hubs/home/subscriptions").Soon())!.Select(static row => row!.AsObject())];

    public async Task ReconnectAsync()
    {
        using var answer = await Http.PostAsync("/api/hubs/home/reconnect", null).Soon();
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    /// <summary>The token of a hub that tells it itself.</summary>
    public void MayShow(string token) => _secrets.Remove(token);

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Where(static client => !client.HasEnded))
        {
            await client.DisposeAsync();
        }

        await _product.DisposeAsync();
        var shown = Log.Lines.Select(static line => line.Text).Concat(_product.Answers)
            .Concat(_clients.SelectMany(static client => client.Messages).Select(static message => message.Body.ToJsonString()));
        shown.Where(text => _secrets.Any(secret => text.Contains(secret, StringComparison.Ordinal))).ShouldBeEmpty();
        if (!ErrorsAreExpected)
        {
            Log.Errors.ShouldBeEmpty();
        }
    }

    private void Learn(JsonObject entry)
    {
        if (entry["Token"] is { } token)
        {
            _secrets.Add(token.GetValue<string>());
        }
    }
}
