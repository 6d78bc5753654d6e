namespace Gateway.Benchmarks.FanOut;

/// <summary>What one contender did in one shape in one round.</summary>
/// <param name="CpuMicros">Its process's user and system time per delivery.</param>
/// <param name="P50">Milliseconds from the hub's send to the client.</param>
/// <param name="P99">Likewise.</param>
/// <param name="PerSecond">Deliveries.</param>
/// <param name="Missing">Deliveries that never came.</param>
/// <param name="LoadBusy">The load's own processor time as a share of one processor; near 1 the load is what is measured.</param>
internal sealed record Span(double CpuMicros, double P50, double P99, double PerSecond, long Missing, double LoadBusy);
