namespace Gateway.Stress.Chaos;

/// <summary>A hub's clock that is wrong, and may be set while the hub runs. Its timers are right.</summary>
internal sealed class OddClock : TimeProvider
{
    private long _offset;

    public TimeSpan Offset
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _offset));
        set => Interlocked.Exchange(ref _offset, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;
}
