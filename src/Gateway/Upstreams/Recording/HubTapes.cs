using System.Reflection;

namespace Gateway.Upstreams.Recording;

/// <summary>Gives each hub its recorder, or the recording that is played in its place. Used by one thread; disposing ends the recordings.</summary>
internal sealed partial class HubTapes(TapeOptions options, TimeProvider time, ILogger<HubTapes> logger) : IAsyncDisposable
{
    private readonly List<HubRecording> _recordings = [];

    /// <summary>Before the hub's first connection; a hub whose entry changed keeps what it has.</summary>
    public void Attach(UpstreamOptions hub)
    {
        if (options.Tapes?.GetValueOrDefault(hub.Hub) is { } tape)
        {
            hub.Traffic.Stage ??= new ReplayStage(tape, RecordingMask.Of(hub), options.Speed, time);
        }

        if (hub.Traffic.Recorder is HubRecording recording)
        {
            recording.Learn(hub);
        }
        else if (options.RecordTo is { } folder && hub.Enabled)
        {
            hub.Traffic.Recorder = Begin(TapeOptions.FileOf(folder, hub.Hub), hub);
        }
    }

    /// <summary>All at once: each has its 2 seconds, and so have they together.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_recordings.Select(static recording => recording.DisposeAsync().AsTask()));

    private HubRecording? Begin(string path, UpstreamOptions hub)
    {
        try
        {
            var start = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 64 * 1024 };
            if (!OperatingSystem.IsWindows())
            {
                // It is a house's life, day by day.
                start.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            var recording = new HubRecording(new FileStream(path, start), hub, Version, time, logger);
            _recordings.Add(recording);
            LogBegun(logger, hub.Hub, path);
            return recording;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogCannot(logger, hub.Hub, exception.Message);
            return null;
        }
    }

    private static string Version => typeof(HubTapes).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    [LoggerMessage(Level = LogLevel.Information, Message = "Hub {Hub} is recorded to {Path}. The file holds what happens in the house; secrets are masked.")]
    private static partial void LogBegun(ILogger logger, string hub, string path);

    [LoggerMessage(Level = LogLevel.Error, Message = "Hub {Hub} is not recorded: {Fault}")]
    private static partial void LogCannot(ILogger logger, string hub, string fault);
}
