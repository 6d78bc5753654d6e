namespace Gateway.Tests.EndToEnd;

internal static class HomeySseExtensions
{
    /// <summary>What the client was shown as snapshot: topic, capability and value.</summary>
    public static IReadOnlyList<string> Values(this UpstreamSseClient client) =>
        [.. client.Messages.Where(static message => message.Kind is "event" && message.Body["snapshot"] is not null)
            .Select(static message => message.Body)
            .Select(static body => $"{body["topic"]} {body["data"]!["capabilityId"]}={body["data"]!["value"]!.ToJsonString()}")];

    /// <summary>What happened since: topic, event and what it is about.</summary>
    public static IReadOnlyList<string> Changes(this UpstreamSseClient client) =>
        [.. client.Messages.Where(static message => message.Kind is "event" && message.Body["snapshot"] is null)
            .Select(static message => message.Body)
            .Select(static body => $"{body["topic"]} {body["name"]} {body["data"]?["capabilityId"]}={body["data"]?["value"]?.ToJsonString()}")];
}
