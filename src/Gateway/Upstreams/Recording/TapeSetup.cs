using Gateway.Configuration;

namespace Gateway.Upstreams.Recording;

internal static class TapeSetup
{
    /// <summary>Recordings of hubs, to be made or to be played; in a replay the recorded hubs are the configuration's.</summary>
    public static WebApplicationBuilder AddTapes(this WebApplicationBuilder builder, StartArguments arguments, ConfigurationFaults faults)
    {
        var tapes = arguments.ReplayFrom is { } from ? ReplayTape.ReadAll(from, faults) : null;
        if (tapes is not null)
        {
            builder.Configuration.AddInMemoryCollection(tapes.SelectMany(static tape => tape.Settings));
        }

        if (arguments.RecordTo is { } to)
        {
            Prepare(to, builder.Configuration, faults);
        }

        builder.Services.AddSingleton(new TapeOptions(
            arguments.RecordTo, tapes?.ToDictionary(static tape => tape.Hub, StringComparer.Ordinal), arguments.ReplaySpeed));
        builder.Services.AddSingleton<HubTapes>();
        return builder;
    }

    private static void Prepare(string folder, IConfiguration configuration, ConfigurationFaults faults)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            faults.Add("--record", $"the folder '{ShownText.Cut(folder)}' cannot be made: {exception.Message}");
        }

        foreach (var path in configuration.GetSection("Gateway:Hubs").GetChildren().Select(hub => TapeOptions.FileOf(folder, hub.Key)).Where(File.Exists))
        {
            faults.Add("--record", $"'{path}' exists, and a recording is never overwritten: move it away, or record to another folder.");
        }
    }
}
