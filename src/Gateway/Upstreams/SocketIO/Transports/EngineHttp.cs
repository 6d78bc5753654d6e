using System.Net;
using System.Net.Http.Headers;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.SocketIO.Transports;

/// <summary>
/// The HTTP side of one connection: its own sockets, so that disposing it leaves none, and its own cookies, which load balancers
/// need. Redirects are not followed: they would carry the credentials elsewhere. Thread-safe.
/// </summary>
internal sealed class EngineHttp : IDisposable
{
    private readonly SocketIOOptions _options;
    private readonly CertificateCheck _certificates;
    private readonly CookieContainer _cookies = new();
    private readonly SocketIOSecrets _secrets;
    private readonly HttpMessageInvoker _invoker;

    public EngineHttp(SocketIOOptions options)
    {
        _options = options;
        _secrets = new SocketIOSecrets(options);
        _certificates = new CertificateCheck(options.Tls, options.Url.Host);
        _invoker = options.Traffic.Stage is { } stage ? new HttpMessageInvoker(stage.Http, disposeHandler: false) : new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = true,
            CookieContainer = _cookies,
            ConnectTimeout = options.StepTimeout,
            MaxResponseHeadersLength = 64,
            SslOptions = { RemoteCertificateValidationCallback = _certificates.Accept },
        });
    }

    /// <summary>What a WebSocket to the same server must carry besides.</summary>
    public IReadOnlyDictionary<string, string> HeadersFor(Uri url)
    {
        var cookies = _cookies.GetCookieHeader(new UriBuilder(url) { Scheme = url.Scheme is "wss" ? "https" : "http", Port = url.Port }.Uri);
        var headers = new Dictionary<string, string>(_options.Headers, StringComparer.OrdinalIgnoreCase);
        if (cookies.Length > 0)
        {
            headers["Cookie"] = headers.TryGetValue("Cookie", out var own) ? $"{own}; {cookies}" : cookies;
        }

        return headers;
    }

    /// <summary>Whether the certificate that was shown last is why there is no connection.</summary>
    public bool HasRefusedCertificate => _certificates.Refusal is not null;

    /// <summary>Throws <see cref="EngineTransportException"/> when there is no answer, and for <paramref name="cancellationToken"/>.</summary>
    public Task<EngineAnswer> SendAsync(HttpMethod method, Uri url, HttpContent? content, CancellationToken cancellationToken) =>
        ExchangeAsync(method, url, content, null, cancellationToken);

    /// <summary>The same for a question whose answer may be long under way.</summary>
    /// <param name="url">What is asked for.</param>
    /// <param name="heard">Told of each piece of a good answer's body as it arrives.</param>
    public Task<EngineAnswer> PollAsync(Uri url, Action heard, CancellationToken cancellationToken) =>
        ExchangeAsync(HttpMethod.Get, url, null, heard, cancellationToken);

    /// <summary>What the server said, for people, free of secrets.</summary>
    public string Words(EngineAnswer answer) => _secrets.Words(answer.Body);

    public void Dispose() => _invoker.Dispose();

    private async Task<EngineAnswer> ExchangeAsync(HttpMethod method, Uri url, HttpContent? content, Action? heard, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, url) { Content = content };
        foreach (var (name, value) in _options.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            _options.Traffic.Sent((int)(content?.Headers.ContentLength ?? 0));
            using var response = await _invoker.SendAsync(request, cancellationToken);
            var body = await ReadAsync(response.Content, response.StatusCode == HttpStatusCode.OK ? heard : null, cancellationToken);
            _options.Traffic.Received(body.Length);

            // Without its body, which is written once and no more.
            _options.Traffic.Recorder?.Exchanged(new TrafficExchange(
                method.Method, url, default, (int)response.StatusCode, [KeyValuePair.Create("Content-Type", response.Content.Headers.ContentType?.ToString() ?? "")], body));
            return new EngineAnswer(response.StatusCode, response.Content.Headers.ContentType, body);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException and not EngineTransportException && !cancellationToken.IsCancellationRequested)
        {
            throw new EngineTransportException(ConnectionFault.Explain(exception, url, _options.StepTimeout, _certificates), exception);
        }
    }

    private async Task<byte[]> ReadAsync(HttpContent content, Action? heard, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            heard?.Invoke();
            body.Write(buffer, 0, read);

            // Base64 and several packets in one answer take more than one packet does.
            if (body.Length > 2L * _options.MaxPacketBytes)
            {
                throw new EngineTransportException(DisconnectReason.ProtocolFault($"An answer of the server is larger than {2L * _options.MaxPacketBytes} bytes."));
            }
        }

        return body.ToArray();
    }
}

/// <param name="Status">The HTTP status.</param>
/// <param name="Type">What the body is.</param>
/// <param name="Body">All of it.</param>
internal sealed record EngineAnswer(HttpStatusCode Status, MediaTypeHeaderValue? Type, byte[] Body)
{
    public bool IsBinary => string.Equals(Type?.MediaType, "application/octet-stream", StringComparison.OrdinalIgnoreCase);
}
