namespace Gateway.Commands;

/// <summary>What became of an HTTP request to a hub. A value, never an exception: every outcome is expected.</summary>
/// <param name="Answer">The hub's answer.</param>
/// <param name="Failure">Why there is none.</param>
/// <param name="Fault">Why the hub's answer cannot be passed on, for people.</param>
internal sealed record HttpReply(HttpAnswer? Answer, CommandOutcome? Failure = null, string? Fault = null) : IDisposable
{
    public static HttpReply Failed(CommandOutcome outcome) => new(Answer: null, Failure: outcome);

    public static HttpReply Unfit(string fault) => new(Answer: null, Fault: fault);

    public void Dispose() => Answer?.Dispose();
}
