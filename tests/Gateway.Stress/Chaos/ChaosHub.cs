using System.Text.Json.Nodes;
using Gateway.Tests.Contract;

namespace Gateway.Stress.Chaos;

/// <summary>A hub that a case does things to: a demo hub in this process, or a real server in a process of its own.</summary>
internal abstract class ChaosHub : IAsyncDisposable
{
    /// <summary>The hub's entry in <c>Gateway:Hubs</c>.</summary>
    public abstract JsonObject Entry { get; }

    /// <summary>What must stand in no log line and no message; null where the hub has no secret.</summary>
    public abstract string? Secret { get; }

    public abstract Uri Url { get; }

    /// <summary>A topic on which <see cref="RaiseAsync"/> makes events.</summary>
    public abstract string Topic { get; }

    /// <summary>Another topic, of another ask.</summary>
    public abstract string Neighbour { get; }

    public abstract ContractCommand Command { get; }

    /// <summary>Whether the counts outlive a kill.</summary>
    public virtual bool HasLastingCounts => true;

    /// <summary>One more event on <see cref="Topic"/>, known by its number.</summary>
    public abstract Task RaiseAsync(int number);

    public abstract int? NumberOf(JsonObject received);

    public abstract Task<int> OpenSessionsAsync();

    /// <summary>How many asks for <see cref="Topic"/> stand at the hub, and how many should.</summary>
    public abstract Task<(int Standing, int Wanted)> AsksAsync();

    /// <summary>How often <see cref="Command"/> has arrived.</summary>
    public abstract Task<int> ExecutedAsync();

    /// <summary>A command whose answer does not come soon, and how often it has arrived.</summary>
    public abstract ContractCommand HoldCommand();

    public abstract Task<int> HeldExecutedAsync();

    /// <summary>The answers kept back go out, where they do not by themselves.</summary>
    public abstract void ReleaseAnswers();

    public abstract Task KillAsync();

    public abstract Task RestartAsync();

    /// <summary>Keeps its sockets, takes connections, and says nothing.</summary>
    public abstract Task FreezeAsync();

    public abstract Task ThawAsync();

    public abstract Task FloodAsync(int count);

    public abstract ValueTask DisposeAsync();
}
