using System.Net;
using System.Net.Http.Headers;

namespace Gateway.Upstreams.SocketIO.Transports;

/// <summary>
/// The body of one POST. Its connection may have been waited for, so it asks once more when its writing begins; where it may not
/// be written any more nothing of it goes out: the stack has not sent the headers by then.
/// </summary>
internal sealed class PollingContent : HttpContent
{
    private readonly byte[] _body;
    private readonly Func<bool> _mayWrite;

    public PollingContent(byte[] body, string type, Func<bool> mayWrite)
    {
        _body = body;
        _mayWrite = mayWrite;
        Headers.ContentType = MediaTypeHeaderValue.Parse(type);
    }

    /// <summary>It was not written because something in it was over.</summary>
    public bool IsStale { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        IsStale = !_mayWrite();
        if (IsStale)
        {
            throw new IOException("The body is out of date.");
        }

        await stream.WriteAsync(_body, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
