using Gateway.Tests.Contract;

namespace Gateway.Tests.Diagnosis;

/// <summary>A demo hub of each kind.</summary>
internal static class DiagnosisHubs
{
    public static Task<ContractHub> StartAsync(string kind) => kind switch
    {
        "HomeAssistant" => HomeAssistantContractHub.StartAsync(isImpatient: false),
        "Homey" => HomeyContractHub.StartAsync(isImpatient: false),
        "Deconz" => DeconzContractHub.StartAsync(isImpatient: false),
        "Pryv" => PryvContractHub.StartAsync(isImpatient: false),
        _ => SocketIOContractHub.StartAsync(isImpatient: false),
    };
}
