using System.Text.Json.Nodes;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Contract;

/// <summary>What a client of the contract's hub was sent, in the contract's terms.</summary>
internal static class ContractClient
{
    /// <summary>The states a topic was said to be in, in order.</summary>
    public static IReadOnlyList<string> TopicStates(this UpstreamSseClient client, string topic) =>
        [.. client.Of("topic").Where(body => Is(body["topic"], topic)).Select(static body => body["state"]!.GetValue<string>())];

    /// <summary>The states the hub was said to be in, in order and as one text; a state which was told again stands once.</summary>
    public static string HubStates(this UpstreamSseClient client)
    {
        var states = new List<string>();
        foreach (var state in client.Of("hub").Select(static body => body["state"]!.GetValue<string>()))
        {
            if (states.Count == 0 || !string.Equals(states[^1], state, StringComparison.Ordinal))
            {
                states.Add(state);
            }
        }

        return string.Join(' ', states);
    }

    /// <summary>The numbers of the events that happened, in the order they came; snapshots aside.</summary>
    public static IReadOnlyList<int> Numbers(this UpstreamSseClient client, ContractHub hub) =>
        [.. client.Happened(hub.Topic).Select(hub.NumberOf).OfType<int>()];

    public static IReadOnlyList<int> Values(this UpstreamSseClient client, ContractHub hub) =>
        [.. client.Happened(hub.StateConcrete).Select(hub.StateOf).OfType<int>()];

    public static IReadOnlyList<int> ShownValues(this UpstreamSseClient client, ContractHub hub) =>
        [.. client.Of("event").Where(body => body["snapshot"] is not null && Is(body["topic"], hub.StateConcrete)).Select(hub.StateOf).OfType<int>()];

    public static IEnumerable<JsonObject> Happened(this UpstreamSseClient client, string topic) =>
        client.Of("event").Where(body => body["snapshot"] is null && Is(body["topic"], topic));

    public static Task UntilNumberAsync(this UpstreamSseClient client, ContractHub hub, int number) =>
        Eventually.TrueAsync(() => client.Numbers(hub).Contains(number), $"event {number} on '{hub.Topic}'");

    /// <summary>Events that a <c>gap</c> tells of.</summary>
    public static long Missed(this UpstreamSseClient client) =>
        client.Of("gap").Sum(static body => body["conflated"]!.GetValue<long>() + body["dropped"]!.GetValue<long>());

    private static bool Is(JsonNode? node, string text) => string.Equals(node?.GetValue<string>(), text, StringComparison.Ordinal);

    private static IEnumerable<JsonObject> Of(this UpstreamSseClient client, string kind) =>
        client.Messages.Where(message => string.Equals(message.Kind, kind, StringComparison.Ordinal)).Select(static message => message.Body);
}
