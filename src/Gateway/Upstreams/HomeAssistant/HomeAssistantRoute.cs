using System.Text;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>Which of the hub's event streams an id carries.</summary>
internal enum HomeAssistantRouteKind
{
    /// <summary>The one <c>subscribe_entities</c>.</summary>
    Entities,

    /// <summary><c>subscribe_events</c> for one type.</summary>
    TypedEvents,

    /// <summary><c>subscribe_events</c> for every type.</summary>
    AllEvents,

    /// <summary>A subscription command a client gave as JSON.</summary>
    Json,
}

/// <summary>A live subscription at the hub, by the id of the request that made it. The mutable members belong to the session's reader.</summary>
/// <param name="kind">How its events are read.</param>
/// <param name="key">The upstream key it serves.</param>
internal sealed class HomeAssistantRoute(HomeAssistantRouteKind kind, string key)
{
    private readonly TaskCompletionSource _snapshot = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isClosing;

    public HomeAssistantRouteKind Kind => kind;

    public string Key => key;

    public ReadOnlyMemory<byte> KeyUtf8 { get; } = Encoding.UTF8.GetBytes(key);

    /// <summary>The id it was opened with.</summary>
    public long Id { get; set; }

    /// <summary>Whether the snapshot has come; only entities have one.</summary>
    public bool HadSnapshot { get; private set; }

    /// <summary>Completes when the snapshot was handled, and what had come before it.</summary>
    public Task Snapshot => _snapshot.Task;

    /// <summary>What came before the snapshot.</summary>
    public HomeAssistantHeldChanges Held { get; } = new();

    /// <summary>Nobody wants its events any more; what still comes is not passed on.</summary>
    public bool IsClosing
    {
        get => _isClosing;
        set => _isClosing = value;
    }

    public void MarkSnapshot()
    {
        HadSnapshot = true;
        _snapshot.TrySetResult();
    }
}
