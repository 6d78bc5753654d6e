using System.Buffers;

namespace Gateway.Upstreams.Transports;

/// <summary>A hub's answer whose body is read while it is passed on; what is secret in it is starred out on the way. One reader.</summary>
internal sealed class HubHttpStreamBody : IDisposable
{
    private const int Piece = 16 * 1024;

    private readonly HttpResponseMessage _response;
    private readonly HubHttpMask? _mask;
    private readonly HubHttpFilter? _filter;
    private readonly CancellationTokenSource _idle;
    private readonly CancellationTokenSource _ending;
    private byte[] _buffer;
    private Stream? _stream;
    private int _given;
    private int _length;
    private bool _isOver;

    /// <param name="response">Owned from here on.</param>
    /// <param name="api">What is secret; null where the body is no text.</param>
    /// <param name="time">The clock of the limit.</param>
    /// <param name="ended">Ends the body, whatever is missing.</param>
    /// <param name="cancellationToken">Ends it too.</param>
    public HubHttpStreamBody(HttpResponseMessage response, HubHttpApi? api, TimeProvider time, CancellationToken ended, CancellationToken cancellationToken)
    {
        _response = response;
        _mask = api?.Mask;
        _filter = api?.Filter?.Invoke();
        _idle = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _ending = CancellationTokenSource.CreateLinkedTokenSource(_idle.Token, ended, cancellationToken);
        _buffer = ArrayPool<byte>.Shared.Rent(Piece + (_mask?.Longest ?? 0));
    }

    public int Status => (int)_response.StatusCode;

    public long? Length => _response.Content.Headers.ContentLength;

    /// <summary>As the hub gave them, of the answer and of its body.</summary>
    public IEnumerable<KeyValuePair<string, string>> Headers =>
        _response.Headers.NonValidated.Concat(_response.Content.Headers.NonValidated).Select(static header => KeyValuePair.Create(header.Key, header.Value.ToString()));

    /// <summary>The next bytes, valid until the next call. Empty: the end. Null: it broke off, or nothing came for too long.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync()
    {
        while (!_isOver)
        {
            var held = _length - _given;
            _buffer.AsSpan(_given, held).CopyTo(_buffer);
            _given = 0;
            if (await TryReadAsync(held) is not { } count)
            {
                return null;
            }

            _length = held + count;
            _isOver = count == 0;
            _filter?.Invoke(_buffer.AsSpan(held, count));
            var open = _isOver ? 0 : _mask?.Clean(_buffer.AsSpan(0, _length)) ?? 0;
            _given = _length - open;
            if (_given > 0)
            {
                return _buffer.AsMemory(0, _given);
            }
        }

        return ReadOnlyMemory<byte>.Empty;
    }

    public void Dispose()
    {
        _response.Dispose();
        _ending.Dispose();
        _idle.Dispose();
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    private async ValueTask<int?> TryReadAsync(int held)
    {
        try
        {
            // Only while the hub is waited for: how long the client takes for what it was given is not the hub's fault.
            _idle.CancelAfter(HubHttpStreams.IdleLimit);
            _stream ??= await _response.Content.ReadAsStreamAsync(_ending.Token);
            var count = await _stream.ReadAsync(_buffer.AsMemory(held), _ending.Token);
            _idle.CancelAfter(Timeout.InfiniteTimeSpan);
            return count;
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }
}
