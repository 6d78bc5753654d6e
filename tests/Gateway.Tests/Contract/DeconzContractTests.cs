namespace Gateway.Tests.Contract;

public sealed class DeconzContractTests : HubContract
{
    private protected override Task<ContractHub> StartHubAsync(bool isImpatient = false) => DeconzContractHub.StartAsync(isImpatient);
}
