namespace Gateway.Tests.Contract;

public sealed class HomeAssistantContractTests : HubContract
{
    private protected override Task<ContractHub> StartHubAsync(bool isImpatient = false) => HomeAssistantContractHub.StartAsync(isImpatient);
}
