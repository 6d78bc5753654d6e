namespace Gateway.Upstreams.Recording;

/// <summary>What waits to be written, a line each.</summary>
/// <param name="Connection">The connection's number; of HTTP, that of the connection that is open or comes next.</param>
/// <param name="Direction"><c>in</c>, <c>out</c>, <c>open</c> or <c>close</c>.</param>
internal sealed record RecordedItem(int Connection, string Direction)
{
    /// <summary>Milliseconds since the recording began; set where it takes its place in the line.</summary>
    public double Ms { get; set; }

    /// <summary>So many things before it were left out.</summary>
    public long LostBefore { get; set; }

    public byte[]? Message { get; init; }

    public bool IsText { get; init; } = true;

    /// <summary>Of a connection that opened: its path and query.</summary>
    public string? Path { get; init; }

    /// <summary>Of a connection that ended.</summary>
    public string? By { get; init; }

    public int? Code { get; init; }

    public Transports.TrafficExchange? Exchange { get; init; }

    public long Size => 64 + (Message?.Length ?? 0) + (Exchange?.Answer.Length ?? 0) + (Exchange?.Body.Length ?? 0);
}
