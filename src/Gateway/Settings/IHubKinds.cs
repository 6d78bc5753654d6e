using Gateway.Configuration;

namespace Gateway.Settings;

/// <summary>The kinds of hub there are. Thread-safe.</summary>
internal interface IHubKinds
{
    IReadOnlyList<KindSchema> All { get; }

    /// <summary>What keeps an entry from being used, read as a start reads it: the option's name, as its schema has it, and the fault; free of secrets.</summary>
    IReadOnlyList<(string Option, string Fault)> Check(HubEntry entry);

    /// <summary>What keeps the configuration as it is now from being taken over, all hubs of it; free of secrets.</summary>
    IReadOnlyList<string> Faults();
}
