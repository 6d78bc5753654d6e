using Gateway.Configuration;
using Gateway.Settings;
using Gateway.Upstreams.Deconz;
using Gateway.Upstreams.GenericSocketIO;
using Gateway.Upstreams.HomeAssistant;
using Gateway.Upstreams.Homey;
using Gateway.Upstreams.Pryv;

namespace Gateway.Upstreams;

/// <inheritdoc cref="IHubKinds"/>
internal sealed class UpstreamKinds(IConfiguration configuration) : IHubKinds
{
    public IReadOnlyList<KindSchema> All { get; } = [HomeAssistantSchema.Kind, HomeySchema.Kind, DeconzSchema.Kind, PryvSchema.Kind, GenericSocketIOSchema.Kind];

    public IReadOnlyList<(string Option, string Fault)> Check(HubEntry entry)
    {
        var faults = new ConfigurationFaults();
        Read(entry, faults);
        var start = $"{HubEntry.Section}:{entry.Hub}:";
        return [.. faults.All.Where(fault => fault.StartsWith(start, StringComparison.Ordinal)).Select(fault => Split(entry.Kind, fault[start.Length..]))];
    }

    public IReadOnlyList<string> Faults()
    {
        var faults = new ConfigurationFaults();
        UpstreamOptions.ReadAll(configuration, faults);
        return faults.All;
    }

    /// <summary>Reads an entry as if it stood in the configuration.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="faults">Takes its mistakes, and those of <c>Gateway:Commands</c>.</param>
    public UpstreamOptions Read(HubEntry entry, ConfigurationFaults faults)
    {
        // A hub that says nothing of its own about commands has what is said for all.
        var commands = configuration.GetSection("Gateway:Commands").AsEnumerable().Where(static row => row.Value is not null);
        return UpstreamOptions.ReadAll(new ConfigurationBuilder().AddInMemoryCollection([.. commands, .. entry.Settings]).Build(), faults).Single();
    }

    /// <summary>A fault names its key before a colon and a space; a key has colons of its own, and what a map names may have anything.</summary>
    private (string Option, string Fault) Split(string kind, string fault)
    {
        var options = All.First(known => string.Equals(known.Kind, kind, StringComparison.Ordinal)).Options;
        var option = options.Where(known => fault.StartsWith(known.Name + ":", StringComparison.OrdinalIgnoreCase)).MaxBy(static known => known.Name.Length);
        if (option is null)
        {
            return ("options", fault);
        }

        var rest = fault[(option.Name.Length + 1)..];
        return (option.Name, rest.StartsWith(' ') ? rest.TrimStart() : rest);
    }
}
