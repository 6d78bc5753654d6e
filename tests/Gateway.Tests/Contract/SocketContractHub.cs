using Gateway.DemoHubs.SocketIO;

namespace Gateway.Tests.Contract;

/// <summary>What the kinds that speak Socket.IO have in common; a command is known by the name of its event.</summary>
internal abstract class SocketContractHub(SocketIODemoHub hub, string login, string command) : ContractHub
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public override string Token => hub.Token;

    public override int Sessions => hub.ConnectionsOpened;

    public override int OpenSessions => hub.OpenConnections;

    public override int Logins => hub.CountReceived(login);

    public override int Executed => hub.CountReceived(command);

    public override IReadOnlyList<string> Garbage =>
        ["4", "42", "42{", "42[]", "42[\"cut", "42{\"no\":\"array\"}", "43[null]", "4399999[null]", "451-[\"lost\",{\"_placeholder\":true,\"num\":7}]", "49[1]", "x", "{\"json\":1}"];

    public override void HoldAnswers() => hub.HoldAnswers(command);

    public override void ReleaseAnswers() => hub.ReleaseAnswers(command);

    public override void CutBeforeAnswer() => hub.CloseAfter(command);

    public override Task KillAsync() => hub.KillAsync();

    public override Task RestartAsync() => hub.RestartAsync();

    public override void Freeze() => hub.Freeze();

    public override void Unfreeze() => hub.Unfreeze();

    public override void ChangeToken(string token) => hub.ChangeToken(token);

    public override Task SendAsync(string frame) => hub.SendRawAsync(frame);

    public override Task SendBinaryAsync(ReadOnlyMemory<byte> bytes) => hub.SendBinaryAsync(bytes);

    public override ValueTask DisposeAsync() => hub.DisposeAsync();
}
