using System.Text.Json.Nodes;
using Gateway.DemoHubs.Pryv.Account;

namespace Gateway.DemoHubs.Pryv.Methods;

/// <summary>Methods about streams, accesses and the service.</summary>
internal static class AccountMethods
{
    private static readonly DiarySchema StreamFields = new(("id", "string"), ("name", "string"), ("parentId", "string")) { Required = ["name"] };
    private static readonly DiarySchema ById = new(("id", "string")) { Required = ["id"] };
    private static readonly DiarySchema AccessFields = new(("name", "string"), ("type", "string"), ("permissions", "array"), ("token", "string")) { Required = ["name", "permissions"] };
    private static readonly DiarySchema StreamUpdate = new(("id", "string"), ("update", "object")) { Required = ["id", "update"] };

    public static DiaryAnswer GetStreams(DiaryCall call) =>
        new(new JsonObject { ["streams"] = call.Account.Streams.Tree(call.Access) }) { IsMetaFirst = true };

    public static DiaryAnswer CreateStream(DiaryCall call)
    {
        if (StreamFields.Check(call.Parameters) is { } fault)
            return fault;
        if (Manages(call) is { } refusal)
            return refusal;
        var id = call.Text("id") ?? call.Account.Ids.Next();
        if (call.Account.Streams.Has(id))
            return new DiaryError("item-already-exists", $"A stream with id \"{id}\" already exists", new JsonObject { ["id"] = id });
        if (call.Text("parentId") is { } parent && !call.Account.Streams.Has(parent))
            return new DiaryError("unknown-referenced-resource", $"Unknown referenced parent stream \"{parent}\"", new JsonObject { ["parentId"] = parent });

        var stream = call.Account.Streams.Add(id, call.Text("name")!, call.Text("parentId"), call.Access.Id).DeepClone();
        call.Notify("streamsChanged");
        return new DiaryAnswer(new JsonObject { ["stream"] = stream }) { IsMetaFirst = true, Status = 201 };
    }

    public static DiaryAnswer UpdateStream(DiaryCall call)
    {
        if (StreamUpdate.Check(call.Parameters) is { } fault)
            return fault;
        if (Manages(call) is { } refusal)
            return refusal;
        if (call.Account.Streams.Find(call.Text("id")!) is not { } stream)
            return DiaryError.UnknownResource("stream", call.Text("id")!);
        foreach (var (name, value) in call.Parameters["update"]!.AsObject())
            stream[name] = value?.DeepClone();
        stream["modified"] = call.Account.Clock.Now;
        call.Notify("streamsChanged");
        return new DiaryAnswer(new JsonObject { ["stream"] = stream.DeepClone() }) { IsMetaFirst = true };
    }

    public static DiaryAnswer DeleteStream(DiaryCall call)
    {
        if (ById.Check(call.Parameters) is { } fault)
            return fault;
        if (Manages(call) is { } refusal)
            return refusal;
        var id = call.Text("id")!;
        if (!call.Account.Streams.Remove(id))
            return DiaryError.UnknownResource("stream", id);
        call.Notify("streamsChanged");
        return new JsonObject { ["streamDeletion"] = new JsonObject { ["id"] = id } };
    }

    public static DiaryAnswer GetAccesses(DiaryCall call) =>
        new JsonObject { ["accesses"] = new JsonArray([.. call.Account.Accesses.Select(Describe)]) };

    public static DiaryAnswer CreateAccess(DiaryCall call)
    {
        if (AccessFields.Check(call.Parameters) is { } fault)
            return fault;
        if (Manages(call) is { } refusal)
            return refusal;
        if ((call.Parameters["permissions"] as JsonArray) is not [JsonObject permission, ..])
            return DiaryError.BadParameters("ARRAY_LENGTH_SHORT", "permissions", "must NOT have fewer than 1 items", "#/permissions");
        var access = call.Account.AddAccess(
            call.Text("name")!, permission["streamId"]?.ToString() ?? "*", permission["level"]?.ToString() ?? "read", call.Text("type") ?? "shared", call.Text("token"));
        return new DiaryAnswer(new JsonObject { ["access"] = Describe(access) }) { IsMetaFirst = true, Status = 201 };
    }

    public static DiaryAnswer DeleteAccess(DiaryCall call)
    {
        if (ById.Check(call.Parameters) is { } fault)
            return fault;
        if (Manages(call) is { } refusal)
            return refusal;
        var id = call.Text("id")!;
        if (call.Account.Accesses.FirstOrDefault(access => string.Equals(access.Id, id, StringComparison.Ordinal)) is not { } found)
            return DiaryError.UnknownResource("access", id);
        call.Account.Revoke(found.Token);
        return new DiaryAnswer(new JsonObject { ["accessDeletion"] = new JsonObject { ["id"] = id } }) { IsMetaFirst = true };
    }

    public static DiaryAnswer GetAccessInfo(DiaryCall call) => Describe(call.Access);

    public static DiaryAnswer ServiceInfo(DiaryCall call) => new JsonObject
    {
        ["serial"] = "2026112101",
        ["name"] = "Diary demo",
        ["assets"] = new JsonObject(),
        ["home"] = "",
        ["terms"] = "",
    };

    private static DiaryError? Manages(DiaryCall call) => call.Access is { IsForAll: true, Level: "manage" } ? null : DiaryError.Forbidden;

    /// <summary>With its token, as the real server shows it to who may ask.</summary>
    private static JsonObject Describe(DiaryAccess access) => new()
    {
        ["id"] = access.Id,
        ["name"] = access.Name,
        ["type"] = access.Type,
        ["token"] = access.Token,
        ["permissions"] = new JsonArray(new JsonObject { ["streamId"] = access.StreamId, ["level"] = access.Level }),
    };
}
