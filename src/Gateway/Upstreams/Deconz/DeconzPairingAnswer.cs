using Gateway.Configuration;

namespace Gateway.Upstreams.Deconz;

/// <summary>What a gateway says to who asks for a key.</summary>
/// <param name="Key">The key; null: there is none yet.</param>
/// <param name="Refusal">Why there will be none, for people; null with a key, and while the gateway is locked.</param>
internal sealed record DeconzPairingAnswer(Secret? Key, string? Refusal = null)
{
    /// <summary>Whether nobody answered.</summary>
    public bool IsAway { get; init; }
}
