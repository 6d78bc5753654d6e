using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;

namespace Gateway.Upstreams.Transports;

/// <summary>Either what the hub answered, with whatever status, or why there is no answer.</summary>
internal sealed record HubHttpAnswer
{
    /// <summary>The hub's status; also with the failure of a refused redirect.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>The whole body, untouched. At most 16 MiB.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>By name, whatever the case; several values of one header are joined by commas.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    public HubHttpFailure? Failure { get; init; }

    [MemberNotNullWhen(true, nameof(Status))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool IsAnswered => Failure is null;

    public bool IsSuccess => IsAnswered && (int)Status.Value is >= 200 and < 300;

    /// <summary>The hub says that it is asked too much.</summary>
    public bool IsBusy => Status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;

    /// <summary>How long the hub wants to be left alone; null when it does not say.</summary>
    public TimeSpan? RetryAfter(TimeProvider time)
    {
        if (!RetryConditionHeaderValue.TryParse(Headers.GetValueOrDefault("Retry-After"), out var value))
        {
            return null;
        }

        return value.Delta ?? value.Date - time.GetUtcNow();
    }

    public static HubHttpAnswer Failed(HubHttpFailure failure, HttpStatusCode? status = null) => new() { Failure = failure, Status = status };
}
