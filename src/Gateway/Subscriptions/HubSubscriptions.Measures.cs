namespace Gateway.Subscriptions;

/// <content>What is counted for metrics and alarms.</content>
internal sealed partial class HubSubscriptions
{
    private long _refusals;

    public HubMeasures Measure()
    {
        using (stream.Enter())
        {
            return new HubMeasures(
                stream.Received,
                _topics.Subscriptions.Sum(static subscription => subscription.Count),
                _topics.Upstreams.Count,
                _refusals,
                _topics.Failed.Count == 0 ? null : _topics.Failed.Min(static upstream => upstream.Since));
        }
    }

    /// <summary>The hub refused to be asked for something. Inside the stream's lock.</summary>
    public void CountRefusal() => _refusals++;
}
