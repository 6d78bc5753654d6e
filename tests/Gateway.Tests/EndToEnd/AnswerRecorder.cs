using System.Collections.Concurrent;

namespace Gateway.Tests.EndToEnd;

/// <summary>Keeps the body of every answer that ends, so that a test can look for what must not be in any of them.</summary>
internal sealed class AnswerRecorder() : DelegatingHandler(new SocketsHttpHandler())
{
    private readonly ConcurrentQueue<string> _bodies = new();

    public IReadOnlyList<string> Bodies => [.. _bodies];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.Content.Headers.ContentType?.MediaType is not "text/event-stream")
        {
            _bodies.Enqueue($"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}");
        }

        return response;
    }
}
