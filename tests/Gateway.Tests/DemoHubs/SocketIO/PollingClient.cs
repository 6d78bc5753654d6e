using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Gateway.Tests.DemoHubs.SocketIO;

/// <summary>Bare polling requests, each with a limit.</summary>
internal sealed class PollingClient(Uri hub, int revision) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = hub, Timeout = TimeSpan.FromSeconds(20) };

    public string Sid { get; private set; } = "";

    private string Address => $"/socket.io/?EIO={revision}&transport=polling" + (Sid.Length > 0 ? "&sid=" + Sid : "");

    /// <summary>Opens a session and gives the first payload.</summary>
    public async Task<string> OpenAsync()
    {
        var payload = await GetAsync();
        var packet = payload[payload.IndexOf('{', StringComparison.Ordinal)..(payload.IndexOf('}', StringComparison.Ordinal) + 1)];
        Sid = JsonNode.Parse(packet)!["sid"]!.GetValue<string>();
        return payload;
    }

    public async Task<string> GetAsync()
    {
        var (status, body) = await AskAsync();
        status.ShouldBe(HttpStatusCode.OK, body);
        return body;
    }

    public Task<(HttpStatusCode Status, string Body)> AskAsync() => AnswerAsync(_http.GetAsync(Address));

    public Task<(HttpStatusCode Status, string Body)> PostAsync(string payload) =>
        AnswerAsync(_http.PostAsync(Address, new StringContent(payload, Encoding.UTF8, "text/plain")));

    public Task<(HttpStatusCode Status, string Body)> PostAsync(byte[] payload)
    {
        var content = new ByteArrayContent(payload);
        content.Headers.ContentType = new("application/octet-stream");
        return AnswerAsync(_http.PostAsync(Address, content));
    }

    public async Task<byte[]> GetBytesAsync() => await _http.GetByteArrayAsync(Address);

    public void Dispose() => _http.Dispose();

    private static async Task<(HttpStatusCode Status, string Body)> AnswerAsync(Task<HttpResponseMessage> asking)
    {
        using var answer = await asking;
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
