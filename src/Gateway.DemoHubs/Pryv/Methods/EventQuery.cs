using System.Text.Json.Nodes;

namespace Gateway.DemoHubs.Pryv.Methods;

/// <summary><c>events.get</c>, with the defaults that surprise: twenty events where nothing bounds the answer.</summary>
internal static class EventQuery
{
    private const int DefaultLimit = 20;
    private const double OneDay = 24 * 60 * 60;

    private static readonly DiarySchema Schema = new(
        ("streams", "array"), ("types", "array"), ("fromTime", "number"), ("toTime", "number"), ("sortAscending", "boolean"), ("skip", "number"),
        ("limit", "number"), ("state", "string"), ("modifiedSince", "number"), ("includeDeletions", "boolean"), ("running", "boolean"));

    public static DiaryAnswer Get(DiaryCall call)
    {
        if (Schema.Check(call.Parameters) is { } fault)
            return fault;
        if (Refuse(call) is { } refusal)
            return refusal;

        var (from, to, limit) = Bounds(call);
        var skip = (int)(call.Number("skip") ?? 0);
        var chosen = Order(call.Account.Events.All.Where(row => IsMatch(call, row, from, to)), call.Flag("sortAscending")).Skip(skip);
        var events = (limit is { } count ? chosen.Take(count) : chosen).ToArray();
        if (events.Length > call.MaxResults)
            return new DiaryError("too-many-results", $"Your request gave too many results (the limit is {call.MaxResults}). Directly calling the API method (i.e. not batching calls), narrowing request scope or paging can help.");

        var answer = new JsonObject { ["events"] = new JsonArray([.. events.Select(static row => row.DeepClone())]) };
        if (call.Flag("includeDeletions") && call.Number("modifiedSince") is { } since)
        {
            // Greater or equal here, greater for events: as one of the server's storages has it.
            var deletions = call.Account.Events.Deletions.Where(row => row.Deleted >= since).Skip(skip);
            answer["eventDeletions"] = new JsonArray([.. (limit is { } most ? deletions.Take(most) : deletions)
                .Select(static row => new JsonObject { ["id"] = row.Id, ["deleted"] = row.Deleted })]);
        }

        return answer;
    }

    private static DiaryError? Refuse(DiaryCall call)
    {
        foreach (var id in call.Texts("streams") ?? [])
        {
            if (!call.Account.Streams.Has(id))
                return new DiaryError("unknown-referenced-resource", $"Unknown referenced stream \"{id}\"", new JsonObject { ["streamIds"] = new JsonArray(id) });
            if (!call.Account.Reaches(call.Access, id))
                return new DiaryError("forbidden", $"stream [{id}] has not sufficent permission to get events");
        }

        return null;
    }

    private static (double From, double To, int? Limit) Bounds(DiaryCall call)
    {
        var from = call.Number("fromTime");
        var to = call.Number("toTime");
        var limit = (int?)call.Number("limit");
        if (from is null && to is null && limit is null)
            limit = DefaultLimit;
        return (from ?? (to is { } end ? end - OneDay : double.MinValue), to ?? (from is null ? double.MaxValue : call.Account.Clock.Now), limit);
    }

    private static IEnumerable<JsonObject> Order(IEnumerable<JsonObject> events, bool isAscending) =>
        isAscending ? events.OrderBy(Time) : events.OrderByDescending(Time);

    private static bool IsMatch(DiaryCall call, JsonObject row, double from, double to)
    {
        var isTrashed = row["trashed"]?.GetValue<bool>() ?? false;
        return Time(row) >= from
            && Time(row) <= to
            && call.Text("state") switch { "all" => true, "trashed" => isTrashed, _ => !isTrashed }
            && !(row["modified"]!.GetValue<double>() <= call.Number("modifiedSince"))
            && (call.Texts("types") is not { } types || types.Contains(row["type"]!.GetValue<string>(), StringComparer.Ordinal))
            && (call.Texts("streams") is not { } streams || streams.Any(stream => row["streamIds"]!.AsArray().Any(id => call.Account.Streams.IsBelow(id!.GetValue<string>(), stream))))
            && call.Account.CanRead(call.Access, row);
    }

    private static double Time(JsonObject row) => row["time"]!.GetValue<double>();
}
