namespace Gateway.Upstreams.Transports;

/// <summary>
/// Takes the whole answer in, up to a bound, below the policies: a hub that stalls in the middle of its answer counts as one
/// that does not answer.
/// </summary>
internal sealed class HubHttpBodyHandler : DelegatingHandler
{
    /// <summary>The largest answer that is taken.</summary>
    public const int MaxBytes = 16 << 20;

    private const int FirstBuffer = 4 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            var source = response.Content;
            var body = new ByteArrayContent(await ReadAsync(source, cancellationToken));
            foreach (var (name, values) in source.Headers.NonValidated)
            {
                body.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values);
            }

            response.Content = body;
            source.Dispose();
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static async Task<byte[]> ReadAsync(HttpContent source, CancellationToken cancellationToken)
    {
        if (source.Headers.ContentLength > MaxBytes)
        {
            throw TooLarge();
        }

        await using var stream = await source.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[source.Headers.ContentLength ?? FirstBuffer];
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                if (length >= MaxBytes + 1)
                {
                    throw TooLarge();
                }

                Array.Resize(ref buffer, Math.Min(Math.Max(length * 2, FirstBuffer), MaxBytes + 1));
            }

            var count = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (count == 0)
            {
                return length == buffer.Length ? buffer : buffer[..length];
            }

            length += count;
        }
    }

    private static InvalidDataException TooLarge() => new($"The hub's answer is larger than {MaxBytes} bytes.");
}
