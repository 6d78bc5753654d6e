using System.Net;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Gateway.Upstreams.Transports;

/// <summary>
/// How one hub's HTTP is tried: each try has its time; reads are tried again; a hub that mostly fails is left alone for a while.
/// Kept as long as the hub's entry, whatever connections come and go.
/// </summary>
internal sealed class HubHttpPolicies
{
    /// <summary>Further tries of a read.</summary>
    public const int Retries = 2;

    /// <summary>So many tries within <see cref="Window"/>, half of them in vain, and the hub is left alone.</summary>
    public const int FailuresToOpen = 6;

    public static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    /// <summary>For how long. Then one try decides.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    public static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    private static readonly HttpRequestOptionsKey<HubHttpRequest> Key = new(nameof(HubHttpRequest));
    private static readonly ResiliencePropertyKey<object?> TimeoutKey = new(nameof(HubHttpRequest.Timeout));

    private readonly CircuitBreakerManualControl _breaker = new();
    private readonly IAsyncPolicy<HttpResponseMessage> _reads;
    private readonly IAsyncPolicy<HttpResponseMessage> _writes;
    private readonly IAsyncPolicy<HttpResponseMessage> _probes;

    public HubHttpPolicies(TimeProvider time)
    {
        // One breaker for both: a hub that does not answer reads needs no writes either.
        var guarded = Builder(time).AddCircuitBreaker(Breaker()).AddTimeout(TimePerTry()).Build();
        _reads = Builder(time).AddRetry(Retry()).AddPipeline(guarded).Build().AsAsyncPolicy();
        _writes = guarded.AsAsyncPolicy();
        _probes = Builder(time).AddTimeout(TimePerTry()).Build().AsAsyncPolicy();
    }

    /// <summary>Notes on the message what decides its way through the policies.</summary>
    public static void Mark(HttpRequestMessage message, HubHttpRequest request)
    {
        message.Options.Set(Key, request);
        message.SetPolicyExecutionContext(new Context { [TimeoutKey.Key] = request.Timeout });
    }

    /// <summary>The body of a message that was marked, without writing it once more.</summary>
    public static ReadOnlyMemory<byte> BodyOf(HttpRequestMessage message) => message.Options.TryGetValue(Key, out var request) ? request.Body : default;

    /// <summary>The policy for a message that was marked.</summary>
    public IAsyncPolicy<HttpResponseMessage> For(HttpRequestMessage message) =>
        !message.Options.TryGetValue(Key, out var request) || request.IsProbe ? _probes : request is { IsRead: true, ExpiresAt: null } ? _reads : _writes;

    /// <summary>The hub answered a probe: it need not be left alone any longer.</summary>
    public Task CloseAsync(CancellationToken cancellationToken) => _breaker.CloseAsync(cancellationToken);

    private static ResiliencePipelineBuilder<HttpResponseMessage> Builder(TimeProvider time) => new() { TimeProvider = time };

    private static RetryStrategyOptions<HttpResponseMessage> Retry() => new()
    {
        MaxRetryAttempts = Retries,
        Delay = RetryDelay,
        BackoffType = DelayBackoffType.Exponential,
        ShouldHandle = static arguments => ValueTask.FromResult(
            IsFailure(arguments.Outcome) || arguments.Outcome.Result?.StatusCode == HttpStatusCode.ServiceUnavailable),
    };

    /// <summary>A busy hub (503) is alive, so that does not count.</summary>
    private CircuitBreakerStrategyOptions<HttpResponseMessage> Breaker() => new()
    {
        MinimumThroughput = FailuresToOpen,
        FailureRatio = 0.5,
        SamplingDuration = Window,
        BreakDuration = Pause,
        ManualControl = _breaker,
        ShouldHandle = static arguments => ValueTask.FromResult(IsFailure(arguments.Outcome)),
    };

    private static TimeoutStrategyOptions TimePerTry() => new()
    {
        TimeoutGenerator = static arguments => ValueTask.FromResult(
            arguments.Context.Properties.TryGetValue(TimeoutKey, out var timeout) && timeout is TimeSpan given ? given : TimeSpan.FromSeconds(10)),
    };

    private static bool IsFailure(Outcome<HttpResponseMessage> outcome) =>
        outcome.Exception is HttpRequestException or IOException or TimeoutRejectedException
        || outcome.Result?.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout;
}
