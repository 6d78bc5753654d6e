namespace Gateway.Commands;

/// <summary>
/// The way of HTTP requests to one hub, served by this process or, one day, by another node. Thread-safe. A request that changes
/// something is written at most once, whatever happens.
/// </summary>
internal interface IHttpTarget
{
    /// <summary>
    /// Sends the request with the hub's credentials and waits for the beginning of its answer. Expected failures are replies;
    /// throws for <paramref name="cancellationToken"/>, which stands for a caller that has gone and ends the request and its
    /// answer's body, and whatever reading the caller's body threw.
    /// </summary>
    Task<HttpReply> SendHttpAsync(HttpCall call, CancellationToken cancellationToken);
}
