using Gateway.Upstreams;

namespace Gateway.Tests.Upstreams;

public sealed class DisconnectReasonTests
{
    [Fact]
    public void IsFinal_OnlyWhereAPersonMustAct()
    {
        DisconnectReason[] reasons =
        [
            DisconnectReason.Stopping, DisconnectReason.ReconnectRequested, DisconnectReason.Internal, DisconnectReason.HubClosed("x"),
            DisconnectReason.Unreachable("x"), DisconnectReason.Silent(TimeSpan.FromSeconds(45)), DisconnectReason.CertificateRefused("x"),
            DisconnectReason.NotTheHub("x"), DisconnectReason.ProtocolFault("x"), DisconnectReason.CredentialsRefused("x"), DisconnectReason.Banned("x"),
        ];

        reasons.Where(static reason => reason.IsFinal).Select(static reason => reason.Name).ShouldBe(["credentials-refused", "banned"]);
        reasons.Select(static reason => reason.Name).Distinct(StringComparer.Ordinal).Count().ShouldBe(reasons.Length);
    }

    [Fact]
    public void Silent_NamesTheSilence() => DisconnectReason.Silent(TimeSpan.FromSeconds(45)).Message.ShouldContain("45 s");
}
