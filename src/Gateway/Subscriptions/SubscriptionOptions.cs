namespace Gateway.Subscriptions;

/// <summary>Configuration section <c>Gateway:Subscriptions</c>, the part about the registry.</summary>
/// <param name="Linger">How long a hub stays asked after the last client left; 0 un-asks at once. Default 5 s.</param>
/// <param name="MaxTopics">Topics one client may hold, over all hubs (<c>Gateway:Clients:MaxTopics</c>). Default 1000.</param>
internal sealed record SubscriptionOptions(TimeSpan Linger, int MaxTopics = 1000)
{
    /// <summary>The first wait before a refused topic is asked again; doubles up to <see cref="MaxRetryDelay"/>.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The wait after the first refusal (0), the second (1) and so on.</summary>
    public TimeSpan RetryDelayAfter(int refusals) =>
        TimeSpan.FromTicks(Math.Min(MaxRetryDelay.Ticks, RetryDelay.Ticks << Math.Min(refusals, 16)));

    /// <summary>How long an answer to Subscribe waits for the hub before it says <c>pending</c>.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(15);
}
