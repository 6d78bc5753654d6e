using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.EndToEnd;

/// <summary>Bodies on their way to clients, and how many requests are under way.</summary>
public sealed class HttpPassThroughStreamTests
{
    private const string Http = "/api/hubs/home/http/api/x";

    [Fact]
    public async Task Answer_InPieces_ComesPieceByPieceWithoutTheTokenBetweenThem()
    {
        var next = new SemaphoreSlim(0);
        await using var hub = await HttpPassThroughHub.StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            var text = $"[\"{HttpPassThroughHub.Token}\",\"{HttpPassThroughHub.Token}";
            foreach (var character in text)
            {
                await context.Response.WriteAsync(character.ToString());
                await context.Response.Body.FlushAsync();
            }

            await context.Response.WriteAsync("\"");
            await next.WaitAsync();
            await context.Response.WriteAsync("]");
        });
        await using var host = await HubHost.OnlineAsync(hub.Entry);
        using var client = new HttpClient { BaseAddress = host.Http.BaseAddress };
        var stars = new string('*', HttpPassThroughHub.Token.Length);

        using var answer = await client.GetAsync(Http, HttpCompletionOption.ResponseHeadersRead).Soon();
        await using var body = await answer.Content.ReadAsStreamAsync();
        var whole = Encoding.UTF8.GetBytes($"[\"{stars}\",\"{stars}\"");
        var read = new byte[whole.Length];
        await body.ReadExactlyAsync(read).AsTask().Soon();
        next.Release();

        Encoding.UTF8.GetString(read).ShouldBe(Encoding.UTF8.GetString(whole));
        (await new StreamReader(body).ReadToEndAsync().Soon()).ShouldBe("]");
    }

    [Fact]
    public async Task Answer_CutByTheHub_IsCutForTheClientToo()
    {
        await using var hub = await HttpPassThroughHub.StartAsync(static async context =>
        {
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        await using var host = await HubHost.OnlineAsync(hub.Entry);
        using var client = new HttpClient { BaseAddress = host.Http.BaseAddress };

        await Should.ThrowAsync<HttpRequestException>(client.GetStringAsync(Http).Soon());
    }

    [Fact]
    public async Task Answer_ClientStopsReading_HubWaitsOthersDoNotAndHubHearsOfItsEnd()
    {
        const int Piece = 64 * 1024;
        const int Pieces = 1024;
        long written = 0;
        var left = new SemaphoreSlim(0);
        await using var hub = await HttpPassThroughHub.StartAsync(async context =>
        {
            if (context.Request.Query.ContainsKey("small"))
            {
                await context.Response.WriteAsync("small");
                return;
            }

            context.Response.ContentType = "application/octet-stream";
            var piece = new byte[Piece];
            for (var i = 0; i < Pieces && !context.RequestAborted.IsCancellationRequested; i++)
            {
                await context.Response.Body.WriteAsync(piece);
                Interlocked.Add(ref written, Piece);
            }

            // Nobody takes it all: this is reached only when the connection was cut.
            left.Release();
        });
        await using var host = await HubHost.OnlineAsync(hub.Entry);
        using var client = new HttpClient { BaseAddress = host.Http.BaseAddress };

        using (await client.GetAsync(Http, HttpCompletionOption.ResponseHeadersRead).Soon())
        {
            await Eventually.TrueAsync(() => Interlocked.Read(ref written) > 0, "the hub writes");
            for (var before = -1L; before != Interlocked.Read(ref written);)
            {
                before = Interlocked.Read(ref written);
                for (var i = 0; i < 20; i++)
                {
                    (await host.Http.GetStringAsync(Http + "?small").Soon()).ShouldBe("small");
                }
            }

            Interlocked.Read(ref written).ShouldBeLessThan((long)Piece * Pieces);
            for (var i = 0; i < 5; i++)
            {
                (await host.CommandAsync(new JsonObject { ["name"] = "get_states" })).Status.ShouldBe(HttpStatusCode.OK);
            }
        }

        await left.WaitAsync().Soon();
    }

    [Fact]
    public async Task Reads_OfOneClientMoreThanTwelveAtOnce_AreLimitedWhileWritesGoOn()
    {
        var arrived = new SemaphoreSlim(0);
        var go = new TaskCompletionSource();
        await using var hub = await HttpPassThroughHub.StartAsync(async context =>
        {
            if (HttpMethods.IsGet(context.Request.Method))
            {
                arrived.Release();
                await go.Task;
            }

            await context.Response.WriteAsync("yes");
        });
        await using var host = await HubHost.OnlineAsync(hub.Entry);
        var reads = Enumerable.Range(0, 12).Select(_ => host.Http.GetStringAsync(Http)).ToArray();
        for (var i = 0; i < 12; i++)
        {
            await arrived.WaitAsync().Soon();
        }

        using var one = await host.Http.GetAsync(Http).Soon();
        using var write = await host.Http.PostAsync(Http, null).Soon();
        go.SetResult();
        (await Task.WhenAll(reads).Soon()).ShouldAllBe(static text => text == "yes");

        await one.ProblemAsync(HttpStatusCode.TooManyRequests, "limited");
        one.Headers.RetryAfter.ShouldNotBeNull();
        write.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await host.Http.GetStringAsync(Http).Soon()).ShouldBe("yes");
        hub.Requests.Count.ShouldBe(14);
    }

    [Fact]
    public async Task Session_Lost_WritesAreUnknownStreamsEndAndNothingIsSentAgain()
    {
        var arrived = new SemaphoreSlim(0);
        await using var hub = await HttpPassThroughHub.StartAsync(async context =>
        {
            if (HttpMethods.IsGet(context.Request.Method))
            {
                await context.Response.WriteAsync("begun");
                await context.Response.Body.FlushAsync();
            }

            arrived.Release();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        await using var host = await HubHost.OnlineAsync(hub.Entry);
        using var client = new HttpClient { BaseAddress = host.Http.BaseAddress };
        var writing = client.PostAsync(Http, null);
        await arrived.WaitAsync().Soon();
        using var stream = await client.GetAsync(Http, HttpCompletionOption.ResponseHeadersRead).Soon();
        await arrived.WaitAsync().Soon();

        hub.CutSession();

        using var written = await writing.Soon();
        (await written.ProblemAsync(HttpStatusCode.BadGateway, "unknown")).Detail().ShouldContain("never sent again");
        await Should.ThrowAsync<Exception>(stream.Content.ReadAsStringAsync().Soon());
        hub.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Write_HubCutsTheConnection_IsUnknownAndSentOnce()
    {
        await using var hub = await HttpPassThroughHub.StartAsync(static context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        await using var host = await HubHost.OnlineAsync(hub.Entry);

        using var answer = await host.Http.DeleteAsync(Http).Soon();

        await answer.ProblemAsync(HttpStatusCode.BadGateway, "unknown");
        hub.Requests.Count.ShouldBe(1);
    }
}
