using System.Text.Json.Nodes;

namespace Gateway.Tests.Contract;

/// <summary>A demo hub of one kind as the contract sees it: what to configure, what to ask for, and what to do to it.</summary>
internal abstract class ContractHub : IAsyncDisposable
{
    /// <summary>What a hub says when it refuses a topic.</summary>
    public const string Refusal = "not today";

    public abstract string Token { get; }

    /// <summary>The hub's entry in <c>Gateway:Hubs</c>.</summary>
    public abstract JsonObject Entry { get; }

    /// <summary>A part of what the hub's status says as <c>version</c>.</summary>
    public abstract string Version { get; }

    /// <summary>Sessions since the hub was started.</summary>
    public abstract int Sessions { get; }

    public abstract int OpenSessions { get; }

    /// <summary>How often the hub was shown credentials.</summary>
    public abstract int Logins { get; }

    /// <summary>How often wrong credentials are shown until a person must act.</summary>
    public virtual int LoginsUntilRefused => 1;

    /// <summary>A topic on which <see cref="Raise"/> makes events.</summary>
    public abstract string Topic { get; }

    /// <summary>What those events are called.</summary>
    public abstract string EventName { get; }

    /// <summary>What becomes of events that happen while the hub is away.</summary>
    public abstract ContractGap Gap { get; }

    /// <summary>Whether the hub is asked for <see cref="Topic"/>; otherwise it sends everything to whoever is connected.</summary>
    public abstract bool IsAsked { get; }

    /// <summary>How often the hub has been asked for <see cref="Topic"/>, and how many of these asks stand. 0 where it is never asked.</summary>
    public abstract (int Total, int Standing) Asks { get; }

    /// <summary>Whether the hub can refuse <see cref="Topic"/>.</summary>
    public abstract bool CanRefuse { get; }

    /// <summary>Another topic, of another ask.</summary>
    public abstract string Neighbour { get; }

    /// <summary>A topic with state, such as a pattern; null where the kind has none.</summary>
    public virtual string? StateTopic => null;

    /// <summary>The concrete topic which <see cref="SetState"/> changes.</summary>
    public virtual string StateConcrete => "";

    public abstract ContractCommand Command { get; }

    /// <summary>How often <see cref="Command"/> has arrived.</summary>
    public abstract int Executed { get; }

    /// <summary>A command which the hub refuses, and a part of its words.</summary>
    public abstract (ContractCommand Command, string Words) Refused { get; }

    /// <summary>Frames that are none, or fit nothing; and binary ones where the kind has none.</summary>
    public abstract IReadOnlyList<string> Garbage { get; }

    /// <summary>Whether each event of a flood is an event of <see cref="Topic"/>.</summary>
    public virtual bool IsFloodCounted => true;

    /// <summary>One more event on <see cref="Topic"/>, known by its number from 1.</summary>
    public abstract void Raise(int number);

    /// <summary>The number of an event on <see cref="Topic"/>.</summary>
    public abstract int? NumberOf(JsonObject received);

    /// <summary>A value from 1 to 100 for <see cref="StateConcrete"/>.</summary>
    public virtual void SetState(int value) => throw new NotSupportedException("This kind has no state.");

    /// <summary>The value that an event of <see cref="StateConcrete"/> tells.</summary>
    public virtual int? StateOf(JsonObject received) => null;

    public abstract bool IsOk(JsonNode? result);

    /// <summary>With <see cref="Refusal"/> as its words.</summary>
    public abstract void RefuseTopic();

    public abstract void AllowTopic();

    /// <summary>Answers to <see cref="Command"/> are kept back; it is executed.</summary>
    public abstract void HoldAnswers();

    public abstract void ReleaseAnswers();

    /// <summary>Once: after <see cref="Command"/> was executed and before its answer, the line is cut.</summary>
    public abstract void CutBeforeAnswer();

    public abstract Task KillAsync();

    public abstract Task RestartAsync();

    public abstract void Freeze();

    public abstract void Unfreeze();

    public abstract void ChangeToken(string token);

    public abstract Task FloodAsync(int count);

    public abstract Task SendAsync(string frame);

    public abstract Task SendBinaryAsync(ReadOnlyMemory<byte> bytes);

    public abstract ValueTask DisposeAsync();
}
