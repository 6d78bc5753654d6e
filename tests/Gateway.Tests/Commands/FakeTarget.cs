using System.Collections.Concurrent;
using System.Text;
using Gateway.Commands;

namespace Gateway.Tests.Commands;

/// <summary>A hub that answers as a test says, and remembers what it was sent, in order.</summary>
internal sealed class FakeTarget : ICommandTarget
{
    private readonly ConcurrentQueue<Command> _received = new();

    public IReadOnlyList<Command> Received => [.. _received];

    /// <summary>The arguments of what was sent.</summary>
    public IReadOnlyList<string> ReceivedArgs => [.. _received.Select(static command => Encoding.UTF8.GetString(command.Args.Span))];

    public TaskCompletionSource<CommandOutcome> Answer { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the hub does instead of <see cref="Answer"/>.</summary>
    public Func<Command, Task<CommandOutcome>>? Answers { get; set; }

    public CancellationToken Cancellation { get; private set; }

    public Task<CommandOutcome> SendAsync(Command command, CancellationToken cancellationToken)
    {
        _received.Enqueue(command);
        Cancellation = cancellationToken;
        return Answers?.Invoke(command) ?? Answer.Task;
    }

    public Task<CommandOutcome> WriteRawAsync(ReadOnlyMemory<byte> packet, CancellationToken cancellationToken) => Answer.Task;
}
