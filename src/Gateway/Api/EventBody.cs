namespace Gateway.Api;

/// <summary>One event as clients get it. For the API description; the gateway itself writes events as bytes.</summary>
/// <param name="Hub">The hub's id.</param>
/// <param name="Topic">The concrete topic it happened on.</param>
/// <param name="Name">The event's name in the hub's words, for example <c>changed</c>.</param>
/// <param name="Cursor">Its place in the hub's event stream, <c>epoch:sequence</c>.</param>
/// <param name="Time">When the gateway received it, UTC.</param>
/// <param name="Data">The hub's JSON.</param>
/// <param name="Snapshot">True for a last value that is shown again, absent for something that just happened.</param>
/// <param name="More">An array of further arguments, where the hub gave several.</param>
internal sealed record EventBody(string Hub, string Topic, string Name, string Cursor, DateTimeOffset Time, RawJson Data, bool? Snapshot, RawJson? More = null);
