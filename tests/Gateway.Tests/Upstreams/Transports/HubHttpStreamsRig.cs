using System.Text;
using Gateway.Configuration;
using Gateway.Upstreams;
using Gateway.Upstreams.Transports;

namespace Gateway.Tests.Upstreams.Transports;

/// <summary>Streams to one hub, as the product makes them.</summary>
internal sealed class HubHttpStreamsRig(Uri hub, TimeProvider? time = null) : IAsyncDisposable
{
    public const string Token = "S3CRET-token";

    private readonly HubHttpRig _rig = new(time);
    private HubHttpStreams? _streams;

    public HubHttpApi Api { get; init; } = new(hub, new TokenRedaction(new Secret(Token)))
    {
        Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Authorization"] = $"Bearer {Token}" },
    };

    public CancellationToken Ended { get; init; }

    public HubHttpStreamRequest Request(string method, string path = "x", Stream? body = null, long? length = 0) =>
        new(HttpMethod.Parse(method), Api.UrlOf(path, ""), Api) { Body = body ?? Stream.Null, BodyLength = length, Ended = Ended };

    public Task<HubHttpStreamAnswer> OpenAsync(HubHttpStreamRequest request, CancellationToken cancellationToken = default) =>
        (_streams ??= _rig.Create(hub).Streams).OpenAsync(request, cancellationToken);

    /// <summary>The whole body; null when it broke off.</summary>
    public static async Task<string?> ReadAsync(HubHttpStreamBody body)
    {
        var text = new MemoryStream();
        while (await body.ReadAsync() is { } piece)
        {
            if (piece.IsEmpty)
            {
                return Encoding.UTF8.GetString(text.ToArray());
            }

            text.Write(piece.Span);
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        _rig.Log.Lines.ShouldNotContain(static line => line.Text.Contains(Token));
        await _rig.DisposeAsync();
    }
}
