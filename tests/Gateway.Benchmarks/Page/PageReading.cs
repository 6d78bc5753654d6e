namespace Gateway.Benchmarks.Page;

/// <summary>What was measured of one panel.</summary>
/// <param name="Panel">Its name in the address.</param>
/// <param name="EventsPerSecond">Events that the page received.</param>
/// <param name="Missed">Events that the gateway conflated or dropped for it.</param>
/// <param name="Cpu">Processor time of the renderer per time; 1 is a whole core.</param>
/// <param name="MainThread">The page's own thread's share of that.</param>
/// <param name="HeapBefore">Bytes of JavaScript after a collection, warm.</param>
/// <param name="HeapAfter">The same at the end.</param>
/// <param name="Drawn">Repaints per second.</param>
/// <param name="MedianGap">Seconds between two of them.</param>
/// <param name="LongestGap">The longest of those.</param>
/// <param name="MedianWait">Seconds within which half of the events stood in the document after they had come.</param>
/// <param name="LongWait">The same for 99 of a hundred.</param>
internal sealed record PageReading(
    string Panel, double EventsPerSecond, double Missed, double Cpu, double MainThread, double HeapBefore, double HeapAfter, double Drawn, double MedianGap, double LongestGap,
    double MedianWait, double LongWait);
