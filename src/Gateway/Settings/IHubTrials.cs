using Gateway.Configuration;
using Gateway.Diagnostics;

namespace Gateway.Settings;

/// <summary>Tries entries that are not saved. One at a time for each caller. Thread-safe.</summary>
internal interface IHubTrials
{
    /// <summary>Tries the way to the hub, 20 s at most. Null: the caller has one under way, or too many others have.</summary>
    /// <param name="entry">An entry without faults.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    /// <exception cref="OperationCanceledException">The caller has gone, or the gateway stops.</exception>
    Task<HubDiagnosis?> TestAsync(HubEntry entry, string caller, CancellationToken cancellationToken);

    /// <summary>Asks a hub for a credential, once. Null as for <see cref="TestAsync"/>.</summary>
    /// <inheritdoc cref="TestAsync"/>
    Task<PairingAnswer?> PairAsync(HubEntry entry, string caller, CancellationToken cancellationToken);
}

/// <summary>What a hub says to who asks for a credential.</summary>
/// <param name="Token">The credential; null: there is none yet.</param>
/// <param name="Refusal">Why there will be none, for people; null with one, and while somebody has yet to press the button.</param>
/// <param name="IsAway">Whether nobody answered.</param>
internal sealed record PairingAnswer(Secret? Token, string? Refusal, bool IsAway);
