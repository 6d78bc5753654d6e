using System.Net;
using Gateway.Configuration;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.Deconz;

/// <summary>The gateway's REST API below its key. The key is part of every path, so paths are made here and shown nowhere.</summary>
internal sealed class DeconzRest(HubHttp http, Uri url, Secret key)
{
    /// <summary>A large house on a small machine takes its time.</summary>
    private static readonly TimeSpan SnapshotTimeout = TimeSpan.FromSeconds(30);

    public Uri Url => url;

    /// <inheritdoc cref="DeconzSecrets.Redact"/>
    public ReadOnlyMemory<byte> Redact(ReadOnlyMemory<byte> answer) => DeconzSecrets.Redact(answer, key);

    /// <summary>Asked once for each attempt to open a session, whose loop has waits of its own.</summary>
    public Task<HubHttpAnswer> ProbeAsync(string path, CancellationToken cancellationToken) =>
        http.SendAsync(new HubHttpRequest(HttpMethod.Get, UrlOf(path)) { IsProbe = true }, cancellationToken);

    /// <summary>The whole state, or 304 where nothing changed since <paramref name="etag"/>. Alarm systems are added where a version does not list them.</summary>
    public async Task<HubHttpAnswer> SnapshotAsync(string? etag, CancellationToken cancellationToken)
    {
        var request = new HubHttpRequest(HttpMethod.Get, UrlOf("")) { Timeout = SnapshotTimeout };
        if (etag is not null)
        {
            request = request with { Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["If-None-Match"] = etag } };
        }

        var answer = await http.SendAsync(request, cancellationToken);
        if (!answer.IsSuccess || !DeconzSnapshot.IsGood(answer.Body.Span) || DeconzSnapshot.Has(answer.Body.Span, "alarmsystems"u8))
        {
            return answer;
        }

        var alarms = await GetAsync("alarmsystems", cancellationToken);
        return alarms.IsSuccess && DeconzJson.IsValid(alarms.Body.Span) && DeconzJson.IsObject(alarms.Body.Span)
            ? answer with { Body = DeconzSnapshot.With(answer.Body.Span, "alarmsystems"u8, alarms.Body.Span) }
            : answer;
    }

    public Task<HubHttpAnswer> GetAsync(string path, CancellationToken cancellationToken) =>
        http.SendAsync(new HubHttpRequest(HttpMethod.Get, UrlOf(path)), cancellationToken);

    public Task<HubHttpAnswer> SendAsync(HubHttpRequest request, CancellationToken cancellationToken) => http.SendAsync(request, cancellationToken);

    /// <param name="path">Below the key, checked and without a leading slash; empty: the whole.</param>
    public Uri UrlOf(string path) => new(
        $"{url.GetLeftPart(UriPartial.Authority)}{url.AbsolutePath.TrimEnd('/')}/api/{Uri.EscapeDataString(key.Reveal())}{(path.Length == 0 ? "" : "/")}{path}");

    /// <summary>Whether the gateway says that it does not know the key: final, until a person gives another one.</summary>
    public static bool IsKeyRefused(HubHttpAnswer answer) =>
        answer.Status == HttpStatusCode.Forbidden && DeconzVerdict.Read(answer.Body.Span) is { FirstType: 1 };

    public static DisconnectReason KeyRefused() => DisconnectReason.CredentialsRefused(
        "deCONZ does not know the API key: it was removed there, or belongs to another gateway. Get a new one with 'dotnet run --project src/Gateway -- pair deconz <url>' and put it into 'Token'.");

    /// <summary>What an answer means that is not what was asked for.</summary>
    public DisconnectReason Explain(HubHttpAnswer answer)
    {
        var address = url.GetLeftPart(UriPartial.Authority);
        if (answer.Failure is { } failure)
        {
            return failure.Reason;
        }

        if (IsKeyRefused(answer))
        {
            return KeyRefused();
        }

        return answer.Status switch
        {
            HttpStatusCode.ServiceUnavailable => DisconnectReason.Unreachable($"deCONZ at {address} answered HTTP 503: it is busy or starting."),
            HttpStatusCode.OK => DisconnectReason.NotTheHub($"What answers at {address} does not speak deCONZ's REST API. Is 'Url' the gateway's own address?"),
            _ => DisconnectReason.NotTheHub($"{address} answered HTTP {(int?)answer.Status} where deCONZ's REST API was expected. Is 'Url' the gateway's own address?"),
        };
    }
}
