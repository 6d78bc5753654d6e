namespace Gateway.Upstreams.Recording;

internal static class ReplayDialects
{
    public static IReplayDialect For(ReplayTape tape, ReplayTrack track) => tape.Entry["Kind"]?.GetValue<string>() switch
    {
        nameof(UpstreamKind.HomeAssistant) => new ReplayHomeAssistant(),
        nameof(UpstreamKind.Deconz) => new ReplayPlain(),

        // Engine.IO says so in the address; 0.9 does not, and is played by the clock alone.
        _ when track.Path.Contains("EIO=3", StringComparison.Ordinal) || track.Path.Contains("EIO=4", StringComparison.Ordinal) =>
            new ReplaySocketIO(track, isByName: tape.Entry["Kind"]?.GetValue<string>() is nameof(UpstreamKind.Pryv)),
        _ => new ReplayPlain(),
    };
}
