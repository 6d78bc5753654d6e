namespace Gateway.Tests.Contract;

public sealed class HomeyContractTests : HubContract
{
    private protected override Task<ContractHub> StartHubAsync(bool isImpatient = false) => HomeyContractHub.StartAsync(isImpatient);
}
