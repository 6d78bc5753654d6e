using System.Text;
using Gateway.Events;
using Gateway.Subscriptions;

namespace Gateway.Upstreams.Homey;

/// <summary>
/// What one session has subscribed at the hub: each URI once, however many topics need it. What is held changes inside the
/// stream's lock, so that no event is kept as a value after its topic was let go.
/// </summary>
internal sealed class HomeyUris(HubStream stream, HomeyCalls calls)
{
    /// <summary>A Homey is a small machine: a house of two hundred devices must not fall upon it at once.</summary>
    public const int Parallel = 20;

    private readonly Dictionary<byte[], HomeyUri> _held = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], Task> _leaving = new(Utf8Comparer.Instance);
    private readonly SemaphoreSlim _room = new(Parallel);

    /// <summary>How many acceptances there were so far. Inside <see cref="HubStream.Enter"/>.</summary>
    public long Accepted { get; private set; }

    /// <summary>Whether anything at all is held.</summary>
    public bool Any
    {
        get
        {
            using (stream.Enter())
            {
                return _held.Count > 0;
            }
        }
    }

    /// <summary>Whether somebody needs it. Inside <see cref="HubStream.Enter"/>.</summary>
    public bool IsHeld(ReadOnlySpan<byte> uri) => _held.GetAlternateLookup<ReadOnlySpan<byte>>().ContainsKey(uri);

    /// <summary>Whether it is among the first <paramref name="accepted"/> that the hub accepted. Inside <see cref="HubStream.Enter"/>.</summary>
    public bool IsAcceptedBy(ReadOnlySpan<byte> uri, long accepted) =>
        _held.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(uri, out var held) && held.Accepted <= accepted;

    /// <summary>
    /// Needs a URI: subscribes it, or shares what is subscribed or being subscribed. Who hears Live lets go of it by
    /// <see cref="ReleaseAsync"/>; who does not has nothing to let go of.
    /// </summary>
    public async Task<WatchOutcome> AcquireAsync(string uri, CancellationToken cancellationToken)
    {
        HomeyUri held;
        using (stream.Enter())
        {
            held = Hold(uri);
        }

        var outcome = WatchOutcome.Away;
        try
        {
            outcome = await held.Asked.WaitAsync(cancellationToken);
        }
        finally
        {
            if (!outcome.IsLive)
            {
                await LetGoAsync(held);
            }
        }

        return outcome;
    }

    /// <summary>Needs it no more. The last one to say so un-asks the hub.</summary>
    public Task ReleaseAsync(string uri)
    {
        HomeyUri? held;
        using (stream.Enter())
        {
            _held.TryGetValue(Encoding.UTF8.GetBytes(uri), out held);
        }

        return held is null ? Task.CompletedTask : LetGoAsync(held);
    }

    private HomeyUri Hold(string uri)
    {
        var name = Encoding.UTF8.GetBytes(uri);
        if (!_held.TryGetValue(name, out var held) || held.IsRefused)
        {
            _held[name] = held = new HomeyUri(uri);
            held.Asked = AskAsync(held, _leaving.GetValueOrDefault(name, Task.CompletedTask));
        }

        held.Holders++;
        return held;
    }

    private Task LetGoAsync(HomeyUri held)
    {
        var leaving = Task.CompletedTask;
        using (stream.Enter())
        {
            if (--held.Holders == 0 && _held.TryGetValue(held.Name, out var current) && ReferenceEquals(current, held))
            {
                _held.Remove(held.Name);
                _leaving[held.Name] = leaving = LeaveAsync(held);
            }
        }

        return leaving;
    }

    private async Task<WatchOutcome> AskAsync(HomeyUri held, Task left)
    {
        // Called inside the stream's lock, which must be left before anything else happens.
        await Task.Yield();
        await left;
        await _room.WaitAsync();
        var outcome = WatchOutcome.Away;
        try
        {
            outcome = await calls.SubscribeAsync(held.Text);
        }
        finally
        {
            _room.Release();
            using (stream.Enter())
            {
                held.Accepted = outcome.IsLive ? ++Accepted : null;
                held.IsRefused = !outcome.IsLive;
            }
        }

        return outcome;
    }

    private async Task LeaveAsync(HomeyUri held)
    {
        await Task.Yield();
        if ((await held.Asked).IsLive)
        {
            await calls.UnsubscribeAsync(held.Text);
        }

        using (stream.Enter())
        {
            _leaving.Remove(held.Name);
        }
    }
}
