using System.Globalization;

namespace Gateway.Benchmarks.FanOut.Load;

/// <summary>How events are sent.</summary>
/// <param name="Name">Its column's head.</param>
/// <param name="InFlight">The next event goes out when all clients have the one that many before; 0: paced instead.</param>
/// <param name="DeliveriesPerSecond">With as many events per second as make that many deliveries, whatever becomes of them.</param>
internal sealed record Shape(string Name, int InFlight, double DeliveriesPerSecond)
{
    public static Shape Window(int inFlight) => new(string.Create(CultureInfo.InvariantCulture, $"W={inFlight}"), inFlight, 0);

    public static Shape Rate(int deliveriesPerSecond) => new(string.Create(CultureInfo.InvariantCulture, $"{deliveriesPerSecond:N0}/s"), 0, deliveriesPerSecond);
}
