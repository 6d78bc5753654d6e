using Gateway.Commands;
using Gateway.Subscriptions;

namespace Gateway.Api;

/// <summary>The answer to Subscribe.</summary>
/// <param name="Hub">The hub's id.</param>
/// <param name="Topics">One row per topic asked for, in the order asked.</param>
internal sealed record SubscribeAnswer(string Hub, IReadOnlyList<TopicAnswer> Topics);

/// <summary>What became of a command.</summary>
/// <param name="Status"><c>ok</c>, <c>sent</c>, <c>rejected</c>, <c>invalid</c>, <c>offline</c>, <c>timeout</c>, <c>unknown</c>, <c>limited</c> or <c>expired</c>.</param>
/// <param name="Result">The hub's answer, untouched; only with <c>ok</c>.</param>
/// <param name="Error">What went wrong; absent with <c>ok</c> and <c>sent</c>.</param>
/// <param name="ElapsedMs">From acceptance to the hub's answer, in milliseconds.</param>
/// <param name="Confirmed">Whether an event followed on the topic that was to confirm it; absent when none was named, and where the command did nothing.</param>
/// <param name="Replayed">True for the outcome of an earlier command with the same idempotency key, told again.</param>
internal sealed record CommandAnswer(
    CommandStatus Status, RawJson? Result, CommandError? Error, double ElapsedMs, CommandConfirmed? Confirmed = null, bool? Replayed = null)
{
    public static CommandAnswer From(CommandOutcome outcome) => new(
        outcome.Status,
        outcome.Status == CommandStatus.Ok ? RawJson.OrNull(outcome.Result) : null,
        outcome.Status is CommandStatus.Ok or CommandStatus.Sent ? null : CommandError.From(outcome),
        Math.Round(outcome.Elapsed.TotalMilliseconds, 3),
        outcome.Confirmed,
        outcome.IsReplay ? true : null);
}

/// <summary>Why a command did not succeed.</summary>
/// <param name="Type"><c>urn:gateway:…</c>, as REST's problems have it; with <c>invalid</c> also <c>urn:gateway:key-reused</c>.</param>
/// <param name="Message">What happened and what to do, for people.</param>
/// <param name="HubError">The hub's own error, untouched; only with <c>rejected</c>.</param>
/// <param name="RetryAfterMs">When trying again makes sense, in milliseconds.</param>
internal sealed record CommandError(string Type, string Message, RawJson? HubError, double? RetryAfterMs)
{
    public static CommandError From(CommandOutcome outcome)
    {
        var problem = Problem.From(outcome);
        return new CommandError(problem.Body.Type, problem.Detail, problem.HubError, outcome.RetryAfter?.TotalMilliseconds);
    }
}
