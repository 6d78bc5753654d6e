using Gateway.Events;
using Gateway.Upstreams.Homey;

namespace Gateway.Tests.Upstreams.Homey;

internal static class HomeyStreamExtensions
{
    /// <summary>The topics that have last values, one line for each value.</summary>
    public static IReadOnlyList<string> LastValues(this HubStream stream)
    {
        using (stream.Enter())
        {
            var values = stream.LastValues(HomeyTopics.Plan(HomeyTopics.AllDevices).Plan!.Pattern);
            string[] topics = [.. values.Select(static value => value.Topic.Text)];
            foreach (var value in values)
            {
                value.Release();
            }

            return topics;
        }
    }
}
