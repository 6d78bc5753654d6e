using System.Net;
using Gateway.Tests.Fakes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Tests.EndToEnd;

/// <summary>Bodies on their way to a hub.</summary>
public sealed class HttpPassThroughUploadTests
{
    private const string Http = "/api/hubs/home/http/api/x";

    [Fact]
    public async Task Upload_InPieces_ReachesTheHubPieceByPiece()
    {
        var seen = new SemaphoreSlim(0);
        await using var hub = await HttpPassThroughHub.StartAsync(async context =>
        {
            var buffer = new byte[64];
            long all = 0;
            while (await context.Request.Body.ReadAsync(buffer) is > 0 and var count)
            {
                all += count;
                seen.Release(count);
            }

            await context.Response.WriteAsync($"{context.Request.ContentLength} {all}");
        });
        await using var host = await HubHost.OnlineAsync(hub.Entry);
        await using var raw = await RawHttpClient.OpenAsync(host.Http.BaseAddress!);

        await raw.SendAsync($"PUT {Http} HTTP/1.1\r\nHost: {raw.Host}\r\nContent-Length: 6\r\nConnection: close\r\n\r\nabc");
        for (var i = 0; i < 3; i++)
        {
            await seen.WaitAsync().Soon();
        }

        await raw.SendAsync("def");

        (await raw.ReadToEndAsync()).ShouldContain("\r\n6 6\r\n");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Upload_AboveSixteenMebibytes_IsTooLargeAndTheHubNeverHasItAll(bool isAnnounced)
    {
        var wasWhole = false;
        var wasBroken = new SemaphoreSlim(0);
        await using var hub = await HttpPassThroughHub.StartAsync(async context =>
        {
            context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
            try
            {
                await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
                wasWhole = true;
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                wasBroken.Release();
            }
        });
        await using var host = await HubHost.OnlineAsync(hub.Entry);
        host.Http.DefaultRequestHeaders.ExpectContinue = isAnnounced;
        using var content = isAnnounced ? new ByteArrayContent(new byte[(16 << 20) + 1]) : (HttpContent)new StreamContent(new NoLength((16 << 20) + 1));

        using var answer = await host.Http.PutAsync(Http, content).Soon();

        (await answer.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too-large")).Detail().ShouldContain("16 MiB");
        if (isAnnounced)
        {
            hub.Requests.ShouldBeEmpty();
        }
        else
        {
            await wasBroken.WaitAsync().Soon();
        }

        wasWhole.ShouldBeFalse();
    }

    [Fact]
    public async Task Upload_OfSixteenMebibytes_IsTaken()
    {
        await using var hub = await HttpPassThroughHub.StartAsync(static async context =>
        {
            var counted = new NoLength(0);
            await context.Request.Body.CopyToAsync(counted, context.RequestAborted);
            await context.Response.WriteAsync($"{counted.Written}");
        });
        await using var host = await HubHost.OnlineAsync(hub.Entry);

        using var answer = await host.Http.PutAsync(Http, new ByteArrayContent(new byte[16 << 20])).Soon();

        (await answer.Content.ReadAsStringAsync()).ShouldBe($"{16 << 20}");
    }

    [Fact]
    public async Task Upload_ClientGoesAwayInTheMiddle_HubNeverHasItAll()
    {
        var wasBroken = new SemaphoreSlim(0);
        var arrived = new SemaphoreSlim(0);
        await using var hub = await HttpPassThroughHub.StartAsync(async context =>
        {
            arrived.Release();
            try
            {
                await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                wasBroken.Release();
            }
        });
        await using var host = await HubHost.OnlineAsync(hub.Entry);
        await using (var raw = await RawHttpClient.OpenAsync(host.Http.BaseAddress!))
        {
            await raw.SendAsync($"POST {Http} HTTP/1.1\r\nHost: {raw.Host}\r\nContent-Length: 1000\r\n\r\nabc");
            await arrived.WaitAsync().Soon();
        }

        await wasBroken.WaitAsync().Soon();
        host.Log.Errors.ShouldBeEmpty();
    }

    /// <summary>So many bytes of which nobody knows how many there are; counts what is written to it.</summary>
    private sealed class NoLength(long length) : Stream
    {
        private long _left = length;

        public long Written { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var taken = (int)Math.Min(count, _left);
            _left -= taken;
            return taken;
        }

        public override void Write(byte[] buffer, int offset, int count) => Written += count;

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
