using System.Text.Json.Nodes;
using Gateway.Tests.Contract;

namespace Gateway.Stress.Chaos;

/// <summary>A demo hub, through the hooks that the tests of all kinds share.</summary>
internal sealed class DemoChaosHub(ContractHub hub) : ChaosHub
{
    public ContractHub Inner => hub;

    public override JsonObject Entry => hub.Entry;

    public override string? Secret => hub.Token;

    public override Uri Url => new(hub.Entry["Url"]!.GetValue<string>());

    public override string Topic => hub.Topic;

    public override string Neighbour => hub.Neighbour;

    public override ContractCommand Command => hub.Command;

    public override Task RaiseAsync(int number)
    {
        hub.Raise(number);
        return Task.CompletedTask;
    }

    public override int? NumberOf(JsonObject received)
    {
        try
        {
            return hub.NumberOf(received);
        }
        catch (InvalidOperationException)
        {
            // A frame that was mutated may have any shape where the number stands; it has none.
            return null;
        }
    }

    public override Task<int> OpenSessionsAsync() => Task.FromResult(hub.OpenSessions);

    public override Task<(int Standing, int Wanted)> AsksAsync() => Task.FromResult((hub.Asks.Standing, hub.IsAsked ? 1 : 0));

    public override Task<int> ExecutedAsync() => Task.FromResult(hub.Executed);

    public override ContractCommand HoldCommand()
    {
        hub.HoldAnswers();
        return hub.Command;
    }

    public override Task<int> HeldExecutedAsync() => ExecutedAsync();

    public override void ReleaseAnswers() => hub.ReleaseAnswers();

    public override Task KillAsync() => hub.KillAsync();

    public override Task RestartAsync() => hub.RestartAsync();

    public override Task FreezeAsync()
    {
        hub.Freeze();
        return Task.CompletedTask;
    }

    public override Task ThawAsync()
    {
        hub.Unfreeze();
        return Task.CompletedTask;
    }

    public override Task FloodAsync(int count) => hub.FloodAsync(count);

    public override ValueTask DisposeAsync() => hub.DisposeAsync();
}
