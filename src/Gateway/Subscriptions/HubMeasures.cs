using System.Runtime.InteropServices;

namespace Gateway.Subscriptions;

/// <summary>What is measured of a hub besides its status.</summary>
/// <param name="Events">Events received since the hub was configured, wanted or not.</param>
/// <param name="Subscriptions">Client subscriptions: each client's share of each topic.</param>
/// <param name="Upstreams">What the hub is asked for on their behalf.</param>
/// <param name="Refusals">How often the hub refused to be asked for something, or took its yes back.</param>
/// <param name="FailedSince">Since when the topic stands refused that has been so for longest; null when none is.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct HubMeasures(long Events, int Subscriptions, int Upstreams, long Refusals, DateTimeOffset? FailedSince);
