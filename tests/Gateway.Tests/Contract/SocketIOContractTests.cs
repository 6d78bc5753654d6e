namespace Gateway.Tests.Contract;

public sealed class SocketIOContractTests : HubContract
{
    private protected override Task<ContractHub> StartHubAsync(bool isImpatient = false) => SocketIOContractHub.StartAsync(isImpatient);
}
