using System.Text.Json.Nodes;

namespace Gateway.DemoHubs.Homey.Api;

/// <summary>One operation of one manager, for both doors. A segment such as <c>:id</c> of its path is an argument.</summary>
internal sealed class HomeyOperation(string manager, string name, string method, string path, Func<HomeyCall, HomeyAnswer> run)
{
    private readonly string[] _segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    public string Manager => manager;

    public string Name => name;

    public HomeyAnswer Run(HomeyCall call) => run(call);

    /// <summary>The arguments in the path, where it is this operation's; else null.</summary>
    public JsonObject? Match(string requestMethod, string requestManager, IReadOnlyList<string> segments)
    {
        if (segments.Count != _segments.Length || !string.Equals(requestMethod, method, StringComparison.Ordinal) ||
            !string.Equals(requestManager, manager, StringComparison.Ordinal))
            return null;
        var arguments = new JsonObject();
        for (var index = 0; index < segments.Count; index++)
        {
            if (_segments[index] is [':', .. var argument])
                arguments[argument] = segments[index];
            else if (!string.Equals(_segments[index], segments[index], StringComparison.Ordinal))
                return null;
        }

        return arguments;
    }
}
