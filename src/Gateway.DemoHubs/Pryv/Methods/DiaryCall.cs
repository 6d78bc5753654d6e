using System.Text.Json.Nodes;
using Gateway.DemoHubs.Pryv.Account;

namespace Gateway.DemoHubs.Pryv.Methods;

/// <summary>One call of a method, with parameters that are an object.</summary>
internal sealed record DiaryCall(DiaryAccount Account, DiaryAccess Access, JsonObject Parameters, int MaxResults)
{
    public string? Text(string name) => Parameters[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    public double? Number(string name) => Parameters[name]?.GetValue<double>();

    public bool Flag(string name) => Parameters[name]?.GetValue<bool>() ?? false;

    public IReadOnlyList<string>? Texts(string name) => Parameters[name] is JsonArray items ? [.. items.Select(static item => item!.ToString())] : null;

    public void Notify(string name) => Account.Notify?.Invoke(name, null);
}
