using System.Net;
using System.Text;
using Gateway.Configuration;
using Gateway.Diagnostics;
using Gateway.Upstreams;
using Gateway.Upstreams.Transports;

namespace Gateway.Diagnosis;

/// <summary>Step <c>http</c>: a GET of what the kind shows everybody, without credentials; finds proxies, login pages and other services on the port.</summary>
internal static class HttpStep
{
    private const int MaxBody = 16 * 1024;
    private const int MaxServer = 80;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <returns>The step, and by how much the hub's clock is ahead of ours, where it tells it.</returns>
    public static async Task<(DiagnosisStep Step, TimeSpan? ClockOffset)> RunAsync(UpstreamOptions hub, TimeProvider time, CancellationToken cancellationToken)
    {
        var clock = new StepClock(StepNames.Http, time);
        var check = new CertificateCheck(hub.Tls, hub.Url.Host);
        var page = OpenPage.Of(hub);
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            SslOptions = { RemoteCertificateValidationCallback = check.Accept },
            ActivityHeadersPropagator = null,
        });
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, page.Url);
            using var response = await invoker.SendAsync(request, either.Token);
            var body = await ReadAsync(response, either.Token);
            var offset = response.Headers.Date - time.GetUtcNow();
            return (Judge(clock, hub, page, response, body), offset);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            var reason = ConnectionFault.Explain(exception, hub.Url, Limit, check);
            return (clock.Failed(reason.Message, "Do the scheme (http or https) and the port in 'Url' fit the hub? Open the address in a browser on this machine."), null);
        }
    }

    private static DiagnosisStep Judge(StepClock clock, UpstreamOptions hub, OpenPage page, HttpResponseMessage response, string body)
    {
        var status = (int)response.StatusCode;
        var server = response.Headers.NonValidated.TryGetValues("Server", out var values) ? values.ToString() : "";
        var detail = $"GET {page.Path} answered HTTP {status}{(server.Length == 0 ? "" : $", server {ShownText.Cut(server.Length > MaxServer ? server[..MaxServer] : server)}")}";
        if (status is >= 300 and < 400)
        {
            var target = response.Headers.Location is { } location && Uri.TryCreate(hub.Url, location, out var to) ? ConnectionFault.AddressOf(to) : "nowhere";
            return clock.Warning($"{detail}, a redirect to {target}.", $"Redirects are not followed. If {target} is the hub's own address, write it into 'Url'; if it is a login page, let the gateway past it.");
        }

        if (response.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout)
        {
            return clock.Failed($"{detail}: a proxy answers, or the hub is starting.", "Start the hub, or correct where the proxy looks for it.");
        }

        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.ProxyAuthenticationRequired && response.Headers.WwwAuthenticate.Count > 0)
        {
            return clock.Warning($"{detail}: a login stands in front of the hub.", "Let the gateway past that login, or use the hub's own address inside the house in 'Url'.");
        }

        return page.IsTheHub(response, body) switch
        {
            true => clock.Ok($"{detail}; it is {page.Name}."),
            false when IsLoginPage(body) => clock.Warning($"{detail}, a login page that is not {page.Name}'s.", "Something such as Authelia or a router stands in front. Let the gateway past it, or use the hub's own address in 'Url'."),
            false => clock.Warning($"{detail}, but not as {page.Name} does.", "Another service may listen at this port. Is 'Url' the hub's own address, with its port?"),
            null => clock.Ok($"{detail}."),
        };
    }

    private static bool IsLoginPage(string body) =>
        body.Contains("type=\"password\"", StringComparison.OrdinalIgnoreCase) || body.Contains("type=password", StringComparison.OrdinalIgnoreCase);

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MaxBody];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
