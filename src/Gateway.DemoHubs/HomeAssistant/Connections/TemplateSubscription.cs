using System.Text.RegularExpressions;
using Gateway.DemoHubs.HomeAssistant.House;
using Gateway.DemoHubs.HomeAssistant.Wire;
using Gateway.DemoHubs.Wire;

namespace Gateway.DemoHubs.HomeAssistant.Connections;

/// <summary>A template of plain text and <c>{{ states('entity') }}</c>; any other expression counts as broken and stays silent.</summary>
internal sealed partial class TemplateSubscription(string id, string template) : DemoSubscription(id)
{
    private readonly IReadOnlyList<string> _entityIds =
        [.. Expression().Matches(template).Select(match => match.Groups["entity"].Value).Distinct(StringComparer.Ordinal)];
    private readonly bool _broken = Expression().Replace(template, "") is var rest &&
        (rest.Contains("{{", StringComparison.Ordinal) || rest.Contains("{%", StringComparison.Ordinal));

    private readonly Dictionary<string, string?> _states = new(StringComparer.Ordinal);

    private string? _last;

    public override string Name => "render_template";

    public override void Publish(BusEvent @event, Action<string> send)
    {
        if (@event.Change is not { } change || !_entityIds.Contains(change.EntityId, StringComparer.Ordinal))
            return;
        _states[change.EntityId] = change.New?.State;
        Render(send);
    }

    public void Start(DemoHouse house, Action<string> send)
    {
        foreach (var entityId in _entityIds)
            _states[entityId] = house.Find(entityId)?.State;
        Render(send);
    }

    private void Render(Action<string> send)
    {
        if (_broken)
            return;
        var result = Native(Expression().Replace(template, match => _states.GetValueOrDefault(match.Groups["entity"].Value) ?? "unknown").Trim());
        // Only a result which differs is told.
        if (string.Equals(result, _last, StringComparison.Ordinal))
            return;
        _last = result;
        var entities = string.Join(',', _entityIds.Select(WireJson.Quote));
        send(WireMessages.Event(Id, $$$"""{"result":{{{result}}},"listeners":{"all":false,"entities":[{{{entities}}}],"domains":[],"time":false}}"""));
    }

    /// <summary>Text that looks like a Python number or boolean becomes one.</summary>
    private static string Native(string text) => text switch
    {
        "True" => "true",
        "False" => "false",
        "None" => "null",
        _ => Number().IsMatch(text) ? text : WireJson.Quote(text),
    };

    [GeneratedRegex(@"\{\{\s*states\(\s*['""](?<entity>[a-z0-9_]+\.[a-z0-9_]+)['""]\s*\)\s*\}\}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Expression();

    [GeneratedRegex(@"^-?(0|[1-9]\d*)(\.\d+)?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Number();
}
