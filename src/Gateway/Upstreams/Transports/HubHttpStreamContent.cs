using System.Buffers;
using System.Net;

namespace Gateway.Upstreams.Transports;

/// <summary>
/// A client's body on its way to a hub, read as fast as the hub takes it. Every request that changes something has one, also an
/// empty one: the stack silently repeats a request without a body when a kept connection turns out to be closed.
/// </summary>
/// <param name="source">The client's.</param>
/// <param name="length">Null: unknown.</param>
/// <param name="progressed">Called whenever the hub took something; must return at once.</param>
internal sealed class HubHttpStreamContent(Stream source, long? length, Action progressed) : HttpContent
{
    private const int Piece = 16 * 1024;

    private int _begun;

    /// <summary>Before that the hub cannot have the request.</summary>
    public bool HasBegun => Volatile.Read(ref _begun) != 0;

    /// <summary>What reading the client's body threw; then it is not the hub that failed.</summary>
    public Exception? Fault { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _begun, 1);
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            while (await ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);

                // The stack would keep small pieces, and the request's head with them, until there are enough.
                await stream.FlushAsync(cancellationToken);
                progressed();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length ?? 0;
        return length is not null;
    }

    private async ValueTask<int> ReadAsync(byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await source.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Fault = exception;
            throw;
        }
    }
}
