using System.Text.Json.Nodes;
using Gateway.DemoHubs.Pryv.Methods;
using Gateway.DemoHubs.Wire;

namespace Gateway.DemoHubs.Pryv;

/// <content>What tests do to a diary. A command is known by its method's id.</content>
public sealed partial class DiaryDemoHub
{
    /// <summary>How many events there are, trashed ones included.</summary>
    public int Events => Locked(() => Diary.Account.Events.Count);

    /// <summary>The server's time in seconds, as its answers tell it.</summary>
    public double ServerTime => Locked(() => Diary.Account.Clock.Now);

    /// <summary>Every event as it stands, as JSON.</summary>
    public IReadOnlyList<string> AllEvents => Locked(() => Diary.Account.Events.All.Select(WireJson.Text).ToArray());

    /// <summary>Creates an event as its owner would elsewhere, and notifies. Its id.</summary>
    public string CreateEvent(string stream = "notes", string type = "note/txt", string content = "hello") => Locked(() =>
    {
        var created = Diary.Account.Events.Create(
            new JsonObject { ["streamIds"] = new JsonArray(stream), ["type"] = type, ["content"] = content }, Diary.Account.Main.Id);
        Diary.Notify("eventsChanged", null);
        return created["id"]!.GetValue<string>();
    });

    public void UpdateEvent(string id, string content) => Change(id, new JsonObject { ["content"] = content });

    public void TrashEvent(string id) => Change(id, new JsonObject { ["trashed"] = true });

    /// <summary>Away for good, trashed or not.</summary>
    public void DeleteEvent(string id) => Locked(() =>
    {
        Diary.Account.Events.Delete(id);
        Diary.Notify("eventsChanged", null);
    });

    public void CreateStream(string id, string name) => Locked(() =>
    {
        Diary.Account.Streams.Add(id, name, null, Diary.Account.Main.Id);
        Diary.Notify("streamsChanged", null);
    });

    /// <summary>The server's clock stands still at this time in seconds, so that changes fall into one instant; null lets it run again.</summary>
    public void HoldClock(double? seconds) => Locked(() => Diary.Account.Clock.Hold(seconds));

    /// <summary>Another token, for one stream and what is below it, or <c>*</c> for all. Level: <c>read</c>, <c>contribute</c>, <c>manage</c>.</summary>
    public string AddAccess(string stream, string level) => Locked(() => Diary.Account.AddAccess("another", stream, level).Token);

    /// <summary>Gives that access another level, told by <c>accessUpdated</c> as well.</summary>
    public void ChangeAccess(string token, string level) => Locked(() =>
    {
        if (Diary.Account.Find(token) is { } access)
            Diary.Account.Replace(access, access with { Level = level });
    });

    /// <summary>The token is dead: <c>accessesChanged</c> to all, then its connections are put out of the account with <c>41</c>. Default: the hub's own.</summary>
    public void Revoke(string? token = null) => Locked(() => Diary.Account.Revoke(token ?? Token));

    public void RefuseMethod(string method, string errorId, string message) => Locked(() => Diary.Methods.Refused[method] = new DiaryError(errorId, message));

    public void AllowMethod(string method) => Locked(() => Diary.Methods.Refused.Remove(method));

    /// <summary>The account lives at another core: HTTP answers 421 and names it, sockets are not let in. Null: here again.</summary>
    public void MoveTo(Uri? core) => Locked(() => Diary.Core = core);

    /// <summary>A notification without a change.</summary>
    public void Notify(string name, string? payload = null) => Locked(() => Diary.Notify(name, payload));

    /// <summary>Rings the doorbell without end, as fast as clients that read take it.</summary>
    public Task FloodAsync(int count) => FloodAsync(count, _ => Diary.Notify("eventsChanged", null));

    private void Change(string id, JsonObject update) => Locked(() =>
    {
        if (Diary.Account.Events.Find(id) is { } found)
        {
            Diary.Account.Events.Update(found, update, Diary.Account.Main.Id);
            Diary.Notify("eventsChanged", null);
        }
    });
}
