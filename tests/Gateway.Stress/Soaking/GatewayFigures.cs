using System.Globalization;

namespace Gateway.Stress.Soaking;

/// <summary>What the operating system says of the gateway's process at one moment.</summary>
/// <param name="Second">Since the run began.</param>
/// <param name="Resident">Memory in bytes.</param>
/// <param name="Descriptors">Open ones, its own code aside.</param>
/// <param name="Sockets">Of these, sockets.</param>
/// <param name="Threads">How many.</param>
/// <param name="CpuSeconds">Time on processors since it started.</param>
/// <param name="Clients">How many were connected.</param>
internal sealed record GatewayFigures(double Second, long Resident, int Descriptors, int Sockets, int Threads, double CpuSeconds, int Clients)
{
    /// <summary>Of user and kernel, in ticks of a hundredth of a second.</summary>
    private const double TicksPerSecond = 100;

    public static GatewayFigures Read(int process, double second, int clients)
    {
        var name = process.ToString(CultureInfo.InvariantCulture);
        var status = File.ReadAllLines($"/proc/{name}/status");
        var stat = File.ReadAllText($"/proc/{name}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return new GatewayFigures(
            second,
            Number(status, "VmRSS:") * 1024,
            Load.Counters.Descriptors(name),
            Load.Counters.Sockets(name),
            (int)Number(status, "Threads:"),
            (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond,
            clients);
    }

    /// <summary>The gateway among the processes that this one has started.</summary>
    public static int FindProcess() =>
        Directory.EnumerateDirectories("/proc")
            .Select(static path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Single(static id => id > 0 && IsGateway(id));

    private static bool IsGateway(int process)
    {
        try
        {
            return Number(File.ReadAllLines($"/proc/{process}/status"), "PPid:") == Environment.ProcessId
                && File.ReadAllText($"/proc/{process}/cmdline").Contains("Gateway.dll", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is nobody's we know.
            return false;
        }
    }

    private static long Number(string[] status, string name)
    {
        var line = status.Single(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
    }
}
