using System.Security.Cryptography;
using Gateway.Configuration;

namespace Gateway.Settings;

/// <summary>The hubs that were added on the page. Of a file that cannot be read, what stood there before goes on to count. Thread-safe.</summary>
/// <param name="file">Where they are kept; null: in memory only.</param>
internal sealed class HubSettingsStore(HubSettingsFile? file)
{
    /// <summary>Hubs there may be.</summary>
    public const int MaxHubs = 100;

    private readonly Lock _gate = new();
    private Dictionary<string, HubEntry> _entries = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Raised after each change, by the thread that made it, with no lock held.</summary>
    public Action Changed { get; set; } = static () => { };

    public IReadOnlyList<HubEntry> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries.Values];
            }
        }
    }

    /// <summary>What is wrong with who else may open the file; null: nothing.</summary>
    public string? Exposure => file?.Exposure;

    /// <summary>By its id, whatever the case: configuration knows none.</summary>
    public HubEntry? Find(string hub)
    {
        lock (_gate)
        {
            return _entries.GetValueOrDefault(hub);
        }
    }

    /// <summary>Reads the file where it may have changed.</summary>
    /// <param name="faults">Takes what is wrong with it; then nothing changes.</param>
    public void Refresh(ConfigurationFaults faults)
    {
        lock (_gate)
        {
            // While it is broken its own time and length say nothing: the key ring may be what comes back.
            if (file is not ({ HasChanged: true } or { IsBroken: true }) || file.Read(faults) is not { } entries)
            {
                return;
            }

            Take(entries);
        }

        Changed();
    }

    /// <summary>Adds a hub, or puts it in the place of the one of that id. Answers why it was not saved; null: it was.</summary>
    public SaveFault? Save(HubEntry entry) => Change(entries => entries[entry.Hub] = entry);

    /// <summary>Adds a hub where there is none of that id. False: there is one, which stays.</summary>
    /// <param name="entry">The hub.</param>
    /// <param name="fault">Why it was not saved; null: it was, or need not be.</param>
    public bool TryAdd(HubEntry entry, out SaveFault? fault)
    {
        var isNew = true;
        fault = Change(entries => isNew = entries.TryAdd(entry.Hub, entry));
        return isNew;
    }

    /// <summary>Answers why it was not taken out; null: it is out.</summary>
    public SaveFault? Remove(string hub) => Change(entries => entries.Remove(hub));

    private SaveFault? Change(Action<Dictionary<string, HubEntry>> change)
    {
        bool isChanged;
        SaveFault? fault;
        lock (_gate)
        {
            var before = _entries;
            fault = ChangeLocked(change);
            isChanged = _entries != before;
        }

        // Also where nothing was saved: the file may have been read again before.
        if (isChanged)
        {
            Changed();
        }

        return fault;
    }

    private SaveFault? ChangeLocked(Action<Dictionary<string, HubEntry>> change)
    {
        // What somebody else wrote into the file meanwhile must not get lost.
        var faults = new ConfigurationFaults();
        if (file is { HasChanged: true } or { IsBroken: true })
        {
            if (file.Read(faults) is not { } read)
            {
                return new SaveFault(string.Join(' ', faults.All));
            }

            Take(read);
        }

        var next = new Dictionary<string, HubEntry>(_entries, StringComparer.OrdinalIgnoreCase);
        change(next);

        // A file that was written by hand may have more: they can be changed, and taken out one by one.
        if (next.Count > Math.Max(MaxHubs, _entries.Count))
        {
            return new SaveFault($"There are {_entries.Count} hubs already, and there may be {MaxHubs}. Take one out first.", IsFull: true);
        }

        try
        {
            file?.Write(next.Values);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return new SaveFault($"{file?.Path} cannot be written: {exception.Message} Let the gateway's user write there, or name another file in Gateway:Settings:File.");
        }

        _entries = next;
        return null;
    }

    private void Take(IEnumerable<HubEntry> entries)
    {
        _entries = new(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in entries)
        {
            _entries[entry.Hub] = entry;
        }
    }
}
