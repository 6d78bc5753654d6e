using Gateway.Commands;
using Gateway.Configuration;
using Gateway.Events;
using Gateway.Subscriptions;

namespace Gateway.Api;

/// <summary>
/// Looks whether an event follows a command on a topic of its hub: the topic is live before the command is written, and held until
/// the event has come, or its time is over.
/// </summary>
internal sealed class CommandConfirmation(HubSubscriptions hub, SubscriptionRegistry registry, ConfirmRequest request, IReadRights rights) : IAsyncDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly TopicWitness _witness = new(hub.Time, rights);
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<CommandOutcome?>? _opening;

    public string Topic => request.Topic;

    /// <summary>Completes when the hub has answered, while the event may still be waited for; perhaps never, where the command is not sent.</summary>
    public Task Answered => _answered.Task;

    /// <summary>Has the topic live; null when it is, else why the command is not to be sent. Again: the same.</summary>
    public Task<CommandOutcome?> OpenAsync()
    {
        lock (_gate)
        {
            return _opening ??= SubscribeAsync();
        }
    }

    /// <summary>The command's <see cref="CommandStep"/>.</summary>
    public async Task<CommandOutcome> RunAsync(Func<Task<CommandOutcome>> sendAsync, long accepted, CancellationToken deadline)
    {
        await using var closing = this;
        await ((Task)OpenAsync()).WaitAsync(deadline).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!OpenAsync().IsCompleted)
        {
            return CommandOutcome.Expired($"The hub did not answer to {Named} within the command's time; the command was not sent.");
        }

        if (await OpenAsync() is { } refusal)
        {
            return refusal;
        }

        var written = hub.Time.GetTimestamp();
        _witness.Look();
        var outcome = await sendAsync();
        _answered.TrySetResult();
        return outcome.Status is CommandStatus.Ok or CommandStatus.Sent or CommandStatus.Timeout or CommandStatus.Unknown
            ? outcome with { Confirmed = await ConfirmAsync(accepted, written) }
            : outcome;
    }

    /// <summary>Lets the topic go. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _witness.DisposeAsync();

        // Of every hub: this one's entry may have changed meanwhile, and its successor have taken the topic over.
        registry.RemoveClient(_witness);
    }

    private string Named => $"'confirm.topic' '{ShownText.Cut(request.Topic)}'";

    private async Task<CommandOutcome?> SubscribeAsync()
    {
        _witness.Begin();
        var answers = await hub.SubscribeAsync(_witness, new SubscribeRequest([request.Topic]), CancellationToken.None);
        if (answers is [{ State: SubscriptionState.Refused or SubscriptionState.Failed } bad])
        {
            return CommandOutcome.Invalid($"{Named} cannot be had, so the command was not sent: {bad.Error}");
        }

        var isLive = answers is [{ State: SubscriptionState.Live }];
        if (isLive)
        {
            await _witness.Live.WaitAsync(hub.Options.AnswerTimeout, hub.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return isLive && _witness.Live.IsCompleted
            ? null
            : CommandOutcome.Offline($"{Named} is not live, so the command was not sent and is not kept: the hub is away, or has not answered to it yet.", RetryAfter);
    }

    private async Task<CommandConfirmed> ConfirmAsync(long accepted, long written)
    {
        var time = hub.Time;
        while (request.Timeout - time.GetElapsedTime(written) is var left && left > TimeSpan.Zero && !_witness.Seen.IsCompleted)
        {
            // Rounded up, and looked at again: timers count milliseconds, and some are early.
            await ((Task)_witness.Seen).WaitAsync(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var isSeen = _witness.Seen.IsCompleted && time.GetElapsedTime(written, await _witness.Seen) <= request.Timeout;
        var until = isSeen ? await _witness.Seen : time.GetTimestamp();
        return new CommandConfirmed(isSeen, Math.Round(time.GetElapsedTime(accepted, until).TotalMilliseconds, 3));
    }
}
