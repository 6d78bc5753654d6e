using System.Net;
using System.Net.Http.Headers;

namespace Gateway.Upstreams.Transports;

/// <summary>
/// A request's body, also an empty one, which knows whether its writing began: before that the hub cannot have the request.
/// Every request that changes something has one, because the stack silently repeats a request without a body when a kept
/// connection turns out to be closed.
/// </summary>
internal sealed class HubHttpContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> _body;
    private readonly Action _onBegin;
    private int _begun;

    public HubHttpContent(HubHttpRequest request, Action onBegin)
    {
        _onBegin = onBegin;
        _body = request.Body;
        if (!_body.IsEmpty && request.ContentType is { } type)
        {
            Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }
    }

    public bool HasBegun => Volatile.Read(ref _begun) != 0;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _begun, 1);
        _onBegin();
        await stream.WriteAsync(_body, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
