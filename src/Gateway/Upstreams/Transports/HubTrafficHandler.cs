namespace Gateway.Upstreams.Transports;

/// <summary>Counts the requests that really go to a hub, each try by itself, and their whole answers.</summary>
internal sealed class HubTrafficHandler(HubTraffic traffic) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        traffic.Sent((int)(request.Content?.Headers.ContentLength ?? 0));
        var response = await base.SendAsync(request, cancellationToken);
        traffic.Received((int)(response.Content.Headers.ContentLength ?? 0));
        traffic.Recorder?.Exchanged(new TrafficExchange(
            request.Method.Method,
            request.RequestUri!,
            HubHttpPolicies.BodyOf(request),
            (int)response.StatusCode,
            [.. response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated).Select(static header => KeyValuePair.Create(header.Key, header.Value.ToString()))],
            await response.Content.ReadAsByteArrayAsync(cancellationToken)));
        return response;
    }
}
