using Gateway.DemoHubs.Deconz.Rest;

namespace Gateway.DemoHubs.Deconz;

/// <summary>What a test asked to go wrong. Commands are named as in <c>PUT lights/1/state</c>. Used under the house's gate.</summary>
internal sealed class DeconzFaults
{
    private readonly Dictionary<string, TaskCompletionSource> _held = new(StringComparer.Ordinal);
    private readonly HashSet<string> _closeAfter = new(StringComparer.Ordinal);
    private int _busy;

    public Dictionary<string, DeconzAnswer> Refused { get; } = new(StringComparer.Ordinal);

    /// <summary>The next so many requests that change something are answered 503.</summary>
    public void Busy(int times) => _busy = times;

    public bool TakeBusy()
    {
        if (_busy == 0)
            return false;
        _busy--;
        return true;
    }

    public void CloseAfter(string command) => _closeAfter.Add(command);

    /// <summary>True once for each <see cref="CloseAfter"/>.</summary>
    public bool TakeClose(string command) => _closeAfter.Remove(command);

    public void Hold(string command) => _held.TryAdd(command, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    public void Release(string command)
    {
        if (_held.Remove(command, out var held))
            held.TrySetResult();
    }

    /// <summary>Completes when answers to that command may leave.</summary>
    public Task MayAnswer(string command) => _held.TryGetValue(command, out var held) ? held.Task : Task.CompletedTask;
}
