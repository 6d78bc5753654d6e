namespace Gateway.Upstreams.Transports;

/// <summary>Counts the requests that really go to a hub, each try by itself, and their whole answers.</summary>
internal sealed class HubTrafficHandler(HubTraffic traffic) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        traffic.Sent((int)(request.Content?.Headers.ContentLength ?? 0));
        var response = await base.SendAsync(request, cancellationToken);
        traffic.Received((int)(response.Content.Headers.ContentLength ?? 0));
        return response;
    }
}
