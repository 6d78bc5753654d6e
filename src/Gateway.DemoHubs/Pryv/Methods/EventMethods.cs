using System.Text.Json.Nodes;

namespace Gateway.DemoHubs.Pryv.Methods;

/// <summary>Methods which read and change single events.</summary>
internal static class EventMethods
{
    private const string Changed = "eventsChanged";

    private static readonly (string Name, string Type)[] Fields =
    [
        ("id", "string"), ("streamIds", "array"), ("streamId", "string"), ("type", "string"), ("content", "any"), ("time", "number"), ("duration", "number"),
        ("description", "string"), ("clientData", "object"), ("tags", "array"), ("trashed", "boolean"),
    ];

    private static readonly DiarySchema CreateSchema = new(Fields) { Required = ["type"] };
    private static readonly DiarySchema UpdateSchema = new(Fields);
    private static readonly DiarySchema ById = new(("id", "string"), ("includeHistory", "boolean")) { Required = ["id"] };
    private static readonly DiarySchema UpdateCall = new(("id", "string"), ("update", "object")) { Required = ["id", "update"] };

    public static DiaryAnswer GetOne(DiaryCall call)
    {
        if (ById.Check(call.Parameters) is { } fault)
            return fault;
        return Find(call, out var found) ?? new DiaryAnswer(new JsonObject { ["event"] = found!.DeepClone() });
    }

    public static DiaryAnswer Create(DiaryCall call)
    {
        if (CreateSchema.Check(call.Parameters) is { } fault)
            return fault;
        var fields = Normalize(call.Parameters);
        if (RefuseStreams(call, fields) is { } refusal)
            return refusal;
        if (call.Text("id") is { } id && call.Account.Events.Find(id) is not null)
            return new DiaryError("item-already-exists", $"An event with the id \"{id}\" already exists", new JsonObject { ["id"] = id });

        var created = call.Account.Events.Create(fields, call.Access.Id);
        call.Notify(Changed);
        return new DiaryAnswer(new JsonObject { ["event"] = created.DeepClone() }) { IsMetaFirst = true, Status = 201 };
    }

    public static DiaryAnswer Update(DiaryCall call)
    {
        var update = call.Parameters["update"] as JsonObject;
        if ((UpdateCall.Check(call.Parameters) ?? UpdateSchema.Check(update!)) is { } fault)
            return fault;
        if (Find(call, out var found) is { } unknown)
            return unknown;
        if (RefuseStreams(call, update!["streamIds"] is null ? found! : update) is { } refusal)
            return refusal;

        var changed = call.Account.Events.Update(found!, update, call.Access.Id);
        call.Notify(Changed);
        return new DiaryAnswer(new JsonObject { ["event"] = changed.DeepClone() }) { IsMetaFirst = true };
    }

    /// <summary>Into the trash first; what is there already is gone for good.</summary>
    public static DiaryAnswer Delete(DiaryCall call)
    {
        if (ById.Check(call.Parameters) is { } fault)
            return fault;
        if (Find(call, out var found) is { } unknown)
            return unknown;
        if (RefuseStreams(call, found!) is { } refusal)
            return refusal;

        var id = call.Text("id")!;
        JsonObject answer;
        if (found!["trashed"]?.GetValue<bool>() ?? false)
        {
            call.Account.Events.Delete(id);
            answer = new JsonObject { ["eventDeletion"] = new JsonObject { ["id"] = id } };
        }
        else
        {
            answer = new JsonObject { ["event"] = call.Account.Events.Update(found, new JsonObject { ["trashed"] = true }, call.Access.Id).DeepClone() };
        }

        call.Notify(Changed);
        return new DiaryAnswer(answer) { IsMetaFirst = true };
    }

    private static DiaryError? Find(DiaryCall call, out JsonObject? found)
    {
        var id = call.Text("id")!;
        found = call.Account.Events.Find(id);
        return found is null || !call.Account.CanRead(call.Access, found) ? DiaryError.UnknownResource("event", id) : null;
    }

    private static JsonObject Normalize(JsonObject parameters)
    {
        var fields = parameters.DeepClone().AsObject();
        if (fields["streamId"] is { } one)
        {
            fields.Remove("streamId");
            fields["streamIds"] ??= new JsonArray(one.DeepClone());
        }

        return fields;
    }

    private static DiaryError? RefuseStreams(DiaryCall call, JsonObject fields)
    {
        if (fields["streamIds"] is not JsonArray { Count: > 0 } ids)
            return DiaryError.BadParameters("OBJECT_MISSING_REQUIRED_PROPERTY", "streamIds", "must have required property 'streamIds'", "#/");
        var unknown = ids.Select(static id => id!.ToString()).Where(id => !call.Account.Streams.Has(id)).ToArray();
        if (unknown.Length > 0)
        {
            return new DiaryError(
                "unknown-referenced-resource",
                $"Unknown referenced stream \"{unknown[0]}\"",
                new JsonObject { ["streamIds"] = new JsonArray([.. unknown.Select(static id => JsonValue.Create(id))]) });
        }

        return call.Access.CanWrite && ids.All(id => call.Account.Reaches(call.Access, id!.ToString())) ? null : DiaryError.Forbidden;
    }
}
