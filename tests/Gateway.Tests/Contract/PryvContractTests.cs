namespace Gateway.Tests.Contract;

public sealed class PryvContractTests : HubContract
{
    private protected override Task<ContractHub> StartHubAsync(bool isImpatient = false) => PryvContractHub.StartAsync(isImpatient);
}
