using System.Net.Http.Headers;

namespace Gateway.Commands;

/// <summary>Reads the next piece of a body, valid until the next read. Empty: the end. Null: it broke off before its end.</summary>
internal delegate ValueTask<ReadOnlyMemory<byte>?> HttpRead();

/// <summary>A hub's answer, with whatever status, whose body is read while it is passed on. Free of the hub's credentials.</summary>
/// <param name="Status">200 to 599, redirects aside.</param>
/// <param name="Headers">As the hub gave them; who passes them on chooses.</param>
/// <param name="Length">Of the body, in bytes; null when the hub did not say.</param>
/// <param name="ReadAsync">One caller, one read at a time.</param>
/// <param name="Owner">Disposed, it closes what the body comes from, read to its end or not.</param>
internal sealed record HttpAnswer(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, long? Length, HttpRead ReadAsync, IDisposable Owner) : IDisposable
{
    private const int TooManyRequests = 429;
    private const int Unavailable = 503;

    /// <summary>
    /// Whether the hub says that it is asked too much, and how long it wants to be left alone, if it names a time. A 503 without one may
    /// stand for a part of the hub that is away.
    /// </summary>
    public bool IsBusy(TimeProvider time, out TimeSpan? retryAfter)
    {
        var text = Headers.FirstOrDefault(static header => header.Key.Equals("Retry-After", StringComparison.OrdinalIgnoreCase)).Value;
        var isTimed = RetryConditionHeaderValue.TryParse(text, out var value);
        retryAfter = isTimed ? value!.Delta ?? value.Date - time.GetUtcNow() : null;
        return Status == TooManyRequests || (Status == Unavailable && isTimed);
    }

    public void Dispose() => Owner.Dispose();
}
