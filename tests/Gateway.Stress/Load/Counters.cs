using System.Globalization;
using Gateway.Tests.Fakes;

namespace Gateway.Stress.Load;

/// <summary>What a process must give back: sockets and timers; and tasks whose faults nobody looked at.</summary>
internal sealed class Counters : IDisposable
{
    /// <summary>What the runtime itself may start under way, such as the connection pools' sweeps.</summary>
    private const int OwnTimers = 3;

    private readonly int _sockets = Sockets();
    private readonly long _timers = Timer.ActiveCount;
    private readonly List<string> _unobserved = [];

    public Counters() => TaskScheduler.UnobservedTaskException += Note;

    /// <summary>Sockets of a process.</summary>
    public static int Sockets(string process = "self") => Links(process).Count(static link => link.StartsWith("socket:", StringComparison.Ordinal));

    /// <summary>Open descriptors of a process, without those of its own code, which is loaded when it is first needed.</summary>
    public static int Descriptors(string process = "self") =>
        Links(process).Count(static link => !link.EndsWith(".dll", StringComparison.Ordinal) && !link.EndsWith(".so", StringComparison.Ordinal));

    public void Dispose() => TaskScheduler.UnobservedTaskException -= Note;

    /// <summary>Waits until all is given back, and checks it.</summary>
    public async Task CheckAsync(Ledger ledger)
    {
        await SettleAsync(() => Sockets() <= _sockets && Timer.ActiveCount <= _timers + OwnTimers);
        ledger.Check(Sockets() <= _sockets, "Every socket is closed", $"{_sockets} before, {Sockets()} after");
        ledger.Check(Timer.ActiveCount <= _timers + OwnTimers, "Every timer is stopped", $"{_timers} before, {Timer.ActiveCount} after");

        // What is not referred to any more tells its fault when it is collected.
        for (var round = 0; round < 3; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        string[] unobserved;
        lock (_unobserved)
        {
            unobserved = [.. _unobserved];
        }

        ledger.Check(unobserved.Length == 0, "No task's fault was left unseen", string.Join(Environment.NewLine, unobserved.Take(3)));
        ledger.Say(string.Create(CultureInfo.InvariantCulture, $"sockets {_sockets} -> {Sockets()}, timers {_timers} -> {Timer.ActiveCount}"));
    }

    private static IEnumerable<string> Links(string process) =>
        Directory.EnumerateFileSystemEntries($"/proc/{process}/fd").Select(static path => new FileInfo(path).LinkTarget ?? "");

    private static async Task SettleAsync(Func<bool> isSettled)
    {
        try
        {
            await Eventually.TrueAsync(isSettled, "settled");
        }
        catch (TimeoutException)
        {
            // The checks that follow say what has not.
        }
    }

    private void Note(object? sender, UnobservedTaskExceptionEventArgs told)
    {
        lock (_unobserved)
        {
            _unobserved.Add(told.Exception.ToString());
        }
    }
}
