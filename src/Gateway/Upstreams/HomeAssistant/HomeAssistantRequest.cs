using System.Globalization;
using System.Text;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>
/// One message to the hub on its way: queued, then either written or abandoned, never both. What is abandoned before the write
/// is never written; what was written is never taken back.
/// </summary>
/// <param name="type">The command type.</param>
/// <param name="args">Its other members as a JSON object, or empty.</param>
internal sealed class HomeAssistantRequest(string type, ReadOnlyMemory<byte> args = default)
{
    /// <summary>In place of a type: the arguments are the whole command, type included.</summary>
    public const string WholeCommand = "";

    private const int Queued = 0;
    private const int Written = 1;
    private const int Abandoned = 2;

    private readonly TaskCompletionSource<HomeAssistantReply> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state;

    public string Type => type;

    /// <summary>Let go once written: a hub that never answers must not keep them in memory.</summary>
    public ReadOnlyMemory<byte> Args { get; private set; } = args;

    /// <summary>It must not be written after this time.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The route to open with the id this request gets; known to the reader before the frame is written.</summary>
    public HomeAssistantRoute? Opens { get; init; }

    /// <summary>The route that this request ends.</summary>
    public HomeAssistantRoute? Closes { get; init; }

    /// <summary>False: the caller only wants to know that it was written.</summary>
    public bool IsAwaited { get; init; } = true;

    /// <summary>The id it was written with.</summary>
    public long Id { get; private set; }

    public Task<HomeAssistantReply> Reply => _reply.Task;

    /// <summary>Completes when the frame was handed to the socket, or will never be.</summary>
    public Task WrittenOrEnded => _written.Task;

    /// <summary>Ends whatever the hub knows under an id.</summary>
    public static HomeAssistantRequest Unsubscribe(long id, HomeAssistantRoute? closes) =>
        new("unsubscribe_events", Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"subscription":{{id}}}""")))
        {
            Closes = closes,
        };

    public bool TryBegin(long id)
    {
        Id = id;
        return Interlocked.CompareExchange(ref _state, Written, Queued) == Queued;
    }

    public bool TryAbandon(HomeAssistantReplyKind kind)
    {
        var isAbandoned = Interlocked.CompareExchange(ref _state, Abandoned, Queued) == Queued;
        if (isAbandoned)
        {
            Complete(new HomeAssistantReply(kind));
        }

        return isAbandoned;
    }

    public void MarkWritten()
    {
        Args = default;
        _written.TrySetResult();
    }

    public void Complete(HomeAssistantReply reply)
    {
        _reply.TrySetResult(reply);
        _written.TrySetResult();
    }
}
