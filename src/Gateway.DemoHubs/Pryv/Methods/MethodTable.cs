using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.Pryv.Account;

namespace Gateway.DemoHubs.Pryv.Methods;

/// <summary>Every method by its id, the same ones over the socket and over HTTP. Used under the server's gate.</summary>
internal sealed class MethodTable(DiaryAccount account, int maxResults)
{
    private static readonly Dictionary<string, Func<DiaryCall, DiaryAnswer>> Methods = new(StringComparer.Ordinal)
    {
        ["events.get"] = EventQuery.Get,
        ["events.getOne"] = EventMethods.GetOne,
        ["events.create"] = EventMethods.Create,
        ["events.update"] = EventMethods.Update,
        ["events.delete"] = EventMethods.Delete,
        ["streams.get"] = AccountMethods.GetStreams,
        ["streams.create"] = AccountMethods.CreateStream,
        ["streams.update"] = AccountMethods.UpdateStream,
        ["streams.delete"] = AccountMethods.DeleteStream,
        ["accesses.get"] = AccountMethods.GetAccesses,
        ["accesses.create"] = AccountMethods.CreateAccess,
        ["accesses.delete"] = AccountMethods.DeleteAccess,
        ["getAccessInfo"] = AccountMethods.GetAccessInfo,
        ["service.info"] = AccountMethods.ServiceInfo,
    };

    /// <summary>What a test asked to be refused, by method.</summary>
    public Dictionary<string, DiaryError> Refused { get; } = new(StringComparer.Ordinal);

    public DiaryAnswer Call(string method, JsonNode? parameters, DiaryAccess access)
    {
        if (Refused.TryGetValue(method, out var refusal))
            return refusal;
        if (method is "callBatch")
            return CallBatch(parameters, access);
        if (!Methods.TryGetValue(method, out var handler))
            return DiaryError.UnknownMethod(method);
        if (parameters is null)
            return new DiaryError("unexpected-error", "Unexpected error: Cannot read properties of null (reading 'streams')");
        return parameters is JsonObject members
            ? handler(new DiaryCall(account, access, members, maxResults))
            : DiaryError.BadParameters("INVALID_TYPE", "object", "must be object", "#/");
    }

    /// <summary>One bad item does not spoil the others.</summary>
    private DiaryAnswer CallBatch(JsonNode? parameters, DiaryAccess access)
    {
        if (parameters is not JsonArray items)
            return DiaryError.BadParameters("INVALID_TYPE", "array", "must be array", "#/");
        var results = new JsonArray();
        foreach (var item in items)
        {
            var answer = item is JsonObject call && call["method"]?.GetValueKind() is JsonValueKind.String
                ? Call(call["method"]!.GetValue<string>(), call["params"], access)
                : DiaryError.BadParameters("INVALID_TYPE", "object", "must be object", "#/");
            results.Add(answer.Error is { } error ? new JsonObject { ["error"] = error.ToJson() } : answer.Members);
        }

        return new DiaryAnswer(new JsonObject { ["results"] = results }) { IsMetaFirst = true };
    }
}
