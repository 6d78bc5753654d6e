using Gateway.Events;

namespace Gateway.Upstreams.Pryv;

/// <summary>
/// Turns what the server says into events of the hub's stream, and remembers across sessions how far it was told, so that a
/// reconnect misses nothing and repeats nothing. Lives as long as the hub; used by one session at a time.
/// </summary>
internal sealed class PryvFeed(HubStream stream)
{
    private readonly TopicTable _topics = stream.Family(PryvTopics.Family);
    private string? _account;

    public PryvMemory Memory { get; } = new();

    /// <summary>The topics that were live when the last session ended: their clients must not miss what happened since.</summary>
    public IReadOnlySet<string> Owed { get; set; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>What is known of one account says nothing of another.</summary>
    public void Use(PryvAccount account)
    {
        if (_account is not null && !string.Equals(_account, account.Identity, StringComparison.Ordinal))
        {
            Memory.Forget();
        }

        _account = account.Identity;
    }

    /// <summary>What was missed cannot be had any more: nobody may believe to have everything.</summary>
    public void LoseContinuity() => stream.BeginEpoch();

    public void AddNotification(PryvTopic topic, ReadOnlySpan<byte> data) => stream.Append(_topics, topic.Utf8, topic.Utf8, data);

    public void AddChange(ReadOnlySpan<byte> json, bool isGone) =>
        stream.Append(_topics, "events"u8, isGone ? "deleted"u8 : "changed"u8, json);
}
