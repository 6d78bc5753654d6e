namespace Gateway.Events;

/// <summary>How much a hub may be sent, and how much of it is left.</summary>
/// <param name="PerSecond">Commands per second, raw writes included (<c>Commands:PerSecond</c>).</param>
/// <param name="Burst">Commands that may come at once (<c>Commands:Burst</c>).</param>
/// <param name="Available">How many may come at once now.</param>
/// <param name="Limited">How many were refused as <c>limited</c> since the gateway started, or the limits were changed.</param>
/// <param name="Busy">Present while the hub's own complaints lower its rate.</param>
internal sealed record CommandLimits(int PerSecond, int Burst, int Available, long Limited, CommandBusy? Busy);

/// <summary>A hub said that it is asked too much.</summary>
/// <param name="PerSecond">Commands per second for the time being.</param>
/// <param name="Since">Since when, UTC.</param>
/// <param name="Until">Nothing is sent before this time, UTC; absent unless the hub asked for it.</param>
internal sealed record CommandBusy(double PerSecond, DateTimeOffset Since, DateTimeOffset? Until);
