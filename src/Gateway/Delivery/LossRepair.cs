using Gateway.Events;

namespace Gateway.Delivery;

/// <summary>Notes what one client loses, and has it made good once the client takes messages again.</summary>
/// <param name="client">Whose queue.</param>
/// <param name="repair">Who has what was lost.</param>
/// <param name="gate">The queue's lock.</param>
internal sealed class LossRepair(IMessageReceiver client, IStateRepair repair, Lock gate)
{
    private readonly LossLog _losses = new();

    /// <summary>Under the queue's lock: an event was dropped.</summary>
    public void Lose(HubEvent dropped)
    {
        if (_losses.Add(dropped))
        {
            var hub = dropped.Hub;
            client.Defer(() => Repair(hub));
        }
    }

    private void Repair(string hub)
    {
        IReadOnlySet<Topic>? lost;
        lock (gate)
        {
            lost = _losses.Take(hub);
        }

        repair.Repair(client, hub, lost);
    }
}
