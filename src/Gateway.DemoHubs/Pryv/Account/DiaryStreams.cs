using System.Text.Json.Nodes;

namespace Gateway.DemoHubs.Pryv.Account;

/// <summary>The tree of streams, kept flat. Used under the server's gate.</summary>
internal sealed class DiaryStreams(DiaryClock clock)
{
    private static readonly (string Id, string Name, string? Parent)[] SystemStreams =
    [
        (":_audit:", "Audit", null),
        (":_emails:", "Emails", null),
        (":_system:account", "Account", null),
        (":_system:language", "Language", ":_system:account"),
        (":_system:storageUsed", "Storage used", ":_system:account"),
        (":_system:dbDocuments", "Db Documents", ":_system:storageUsed"),
        (":system:email", "Email", ":_system:account"),
    ];

    private readonly Dictionary<string, JsonObject> _streams = new(StringComparer.Ordinal);

    public bool Has(string id) => _streams.ContainsKey(id);

    public JsonObject? Find(string id) => _streams.GetValueOrDefault(id);

    public JsonObject Add(string id, string name, string? parentId, string createdBy)
    {
        var now = clock.Now;
        var stream = new JsonObject
        {
            ["id"] = id,
            ["name"] = name,
            ["parentId"] = parentId,
            ["created"] = now,
            ["createdBy"] = createdBy,
            ["modified"] = now,
            ["modifiedBy"] = createdBy,
        };
        _streams.Add(id, stream);
        return stream;
    }

    public bool Remove(string id) => _streams.Remove(id);

    /// <summary>Whether the one stands below the other, or is the other.</summary>
    public bool IsBelow(string id, string ancestor)
    {
        for (var current = id; current is not null; current = Find(current)?["parentId"]?.GetValue<string>())
        {
            if (string.Equals(current, ancestor, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    /// <summary>What <c>streams.get</c> answers, with the system's own streams for an access to everything.</summary>
    public JsonArray Tree(DiaryAccess access)
    {
        var roots = _streams.Values.Where(stream => access.IsForAll ? stream["parentId"] is null : string.Equals(Text(stream, "id"), access.StreamId, StringComparison.Ordinal));
        var tree = new JsonArray([.. roots.Select(Branch)]);
        foreach (var (id, name, _) in access.IsForAll ? SystemStreams.Where(static row => row.Parent is null) : [])
            tree.Add(SystemBranch(id, name));
        return tree;
    }

    private JsonObject Branch(JsonObject stream)
    {
        var branch = stream.DeepClone().AsObject();
        var id = Text(stream, "id");
        branch["children"] = new JsonArray([.. _streams.Values.Where(child => string.Equals(Text(child, "parentId"), id, StringComparison.Ordinal)).Select(Branch)]);
        return branch;
    }

    private static JsonObject SystemBranch(string id, string name) => new()
    {
        ["created"] = 10000000.00000001,
        ["modified"] = 10000000.00000001,
        ["createdBy"] = "system",
        ["modifiedBy"] = "system",
        ["id"] = id,
        ["name"] = name,
        ["parentId"] = SystemStreams.First(row => string.Equals(row.Id, id, StringComparison.Ordinal)).Parent,
        ["children"] = new JsonArray([.. SystemStreams.Where(row => string.Equals(row.Parent, id, StringComparison.Ordinal)).Select(static row => SystemBranch(row.Id, row.Name))]),
    };

    private static string? Text(JsonObject stream, string member) => stream[member]?.GetValue<string>();
}
