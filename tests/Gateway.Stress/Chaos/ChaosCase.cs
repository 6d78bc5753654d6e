namespace Gateway.Stress.Chaos;

/// <summary>A scenario in front of one kind of hub.</summary>
/// <param name="Name">Such as <c>homey/killed-in-flood</c>.</param>
/// <param name="StartHubAsync">The hub of its own.</param>
/// <param name="PlayAsync">What is done to it. What must hold after every case is the stage's to check.</param>
internal sealed record ChaosCase(string Name, Func<Task<ChaosHub>> StartHubAsync, Func<Stage, Task> PlayAsync);
