namespace Gateway.Delivery;

/// <summary>Why the gateway ends a client's connection.</summary>
/// <param name="Name">For metrics.</param>
/// <param name="Message">For the log; goes on after "was disconnected:".</param>
internal sealed record ClientCut(string Name, string Message)
{
    public static ClientCut Greedy { get; } = new("greedy", "it asks for more than it reads");

    public static ClientCut Outrun { get; } = new("outrun", "it took its snapshot or replay so slowly that the hub's history has passed it");

    public static ClientCut Stuck(TimeSpan after) => new("stuck", $"it took nothing for {after.TotalSeconds:0} s ('Clients:StuckAfter')");
}
