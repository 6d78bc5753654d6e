namespace Gateway.Upstreams.Recording;

/// <summary>Says what a recording leaves out: at once, then once a minute at most with the sum, and at the end. Used by one thread.</summary>
internal sealed partial class RecordingLosses(string hub, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    private long _unsaid;
    private long? _saidAt;

    public void Add(long count)
    {
        _unsaid += count;
        if (_saidAt is null || time.GetElapsedTime(_saidAt.Value) >= Between)
        {
            Say();
        }
    }

    /// <summary>Nothing more is lost.</summary>
    public void End()
    {
        if (_unsaid > 0)
        {
            Say();
        }
    }

    private void Say()
    {
        LogLost(logger, hub, _unsaid);
        (_unsaid, _saidAt) = (0, time.GetTimestamp());
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The recording of hub {Hub} could not keep up and leaves {Count} frames out; its file says where.")]
    private static partial void LogLost(ILogger logger, string hub, long count);
}
