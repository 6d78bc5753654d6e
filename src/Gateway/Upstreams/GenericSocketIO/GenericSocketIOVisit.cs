namespace Gateway.Upstreams.GenericSocketIO;

/// <summary>A namespace that commands use.</summary>
internal sealed class GenericSocketIOVisit(string name)
{
    public string Name => name;

    /// <summary>How many are under way.</summary>
    public int Commands { get; set; }

    /// <summary>Completes when the namespace was left whose place it takes. Never faults.</summary>
    public Task Room { get; set; } = Task.CompletedTask;
}
