namespace Gateway.Discovery;

/// <summary>Configuration section <c>Gateway:Discovery</c>.</summary>
/// <param name="Enabled">Whether the network is looked at when somebody with the right to do so asks. Default true; false with <c>--demo</c> and <c>--replay</c>, which touch nothing of the user's.</param>
internal sealed record DiscoveryOptions(bool Enabled);
