namespace Gateway.Tests.Contract;

/// <summary>A demo hub of each kind, by the kind's name.</summary>
public static class ContractHubs
{
    /// <summary>The kinds, for a theory that holds for all of them.</summary>
    public static TheoryData<string> Kinds => new(["HomeAssistant", "Homey", "Deconz", "Pryv", "SocketIO"]);

    internal static Task<ContractHub> StartAsync(string kind) => kind switch
    {
        "HomeAssistant" => HomeAssistantContractHub.StartAsync(isImpatient: false),
        "Homey" => HomeyContractHub.StartAsync(isImpatient: false),
        "Deconz" => DeconzContractHub.StartAsync(isImpatient: false),
        "Pryv" => PryvContractHub.StartAsync(isImpatient: false),
        _ => SocketIOContractHub.StartAsync(isImpatient: false),
    };
}
