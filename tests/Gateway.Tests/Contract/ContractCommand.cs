using System.Text.Json.Nodes;

namespace Gateway.Tests.Contract;

internal sealed record ContractCommand(string Name, string Args)
{
    public JsonObject Body(int? timeoutMs = null, bool wait = true) => new()
    {
        ["name"] = Name,
        ["args"] = JsonNode.Parse(Args),
        ["timeoutMs"] = timeoutMs ?? 15_000,
        ["wait"] = wait,
    };
}
