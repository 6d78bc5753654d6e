namespace Gateway.Delivery;

/// <summary>Why the gateway ends a client's connection.</summary>
/// <param name="Name">For metrics.</param>
/// <param name="Message">For the log, where it goes on after "was disconnected:"; for the client where it was <see cref="Asked"/>.</param>
internal sealed record ClientCut(string Name, string Message)
{
    /// <summary>Somebody with the right to do so ended it, through no fault of the client's: it is told, and may come back.</summary>
    public static ClientCut Asked { get; } = new("asked", "The connection was ended by whoever runs the gateway.") { IsAsked = true };

    public static ClientCut Greedy { get; } = new("greedy", "it asks for more than it reads");

    public static ClientCut Outrun { get; } = new("outrun", "it took its snapshot or replay so slowly that the hub's history has passed it");

    public bool IsAsked { get; private init; }

    public static ClientCut Stuck(TimeSpan after) => new("stuck", $"it took nothing for {after.TotalSeconds:0} s ('Clients:StuckAfter')");
}
