namespace Gateway.DemoHubs.Pryv.Account;

/// <summary>A key to the diary and what it opens.</summary>
/// <param name="Id">Its id; what it writes is signed with it.</param>
/// <param name="Name">For people.</param>
/// <param name="Token">Static until it is deleted.</param>
/// <param name="Type"><c>personal</c>, <c>app</c> or <c>shared</c>.</param>
/// <param name="StreamId">The one stream it is for; <c>*</c>: all of them.</param>
/// <param name="Level"><c>read</c>, <c>contribute</c> or <c>manage</c>.</param>
internal sealed record DiaryAccess(string Id, string Name, string Token, string Type, string StreamId, string Level)
{
    public bool CanWrite => Level is not "read";

    public bool IsForAll => StreamId is "*";

    public int Serial { get; init; } = 1;
}
