using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Gateway.Upstreams.Transports;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Upstreams.Transports;

public sealed class HubHttpTests
{
    [Fact]
    public async Task Send_Answer_ComesUntouchedWithStatusAndHeaders()
    {
        var seen = new ConcurrentQueue<string>();
        await using var hub = await ScriptedHub.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            seen.Enqueue($"{context.Request.Method} {context.Request.Path} {context.Request.ContentType} {context.Request.Headers["X-Site"]} {await reader.ReadToEndAsync()}");
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            context.Response.Headers.ETag = "\"1\"";
            await context.Response.WriteAsync("[ 1 ]");
        });
        await using var rig = new HubHttpRig();

        var answer = await rig.Create(hub.Url).SendAsync(
            new HubHttpRequest(HttpMethod.Put, new Uri(hub.Url, "/api/lights"))
            {
                Body = "{\"on\":true}"u8.ToArray(),
                Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["X-Site"] = "a" },
            },
            CancellationToken.None).Soon();

        seen.ShouldBe(["PUT /api/lights application/json a {\"on\":true}"]);
        answer.IsAnswered.ShouldBeTrue();
        answer.Status.ShouldBe(HttpStatusCode.Forbidden);
        answer.Headers["etag"].ShouldBe("\"1\"");
        Encoding.UTF8.GetString(answer.Body.Span).ShouldBe("[ 1 ]");
    }

    [Theory]
    [InlineData("GET", 3)]
    [InlineData("HEAD", 3)]
    [InlineData("PUT", 1)]
    [InlineData("POST", 1)]
    [InlineData("DELETE", 1)]
    public async Task Send_HubIsBusy_OnlyReadsAreTriedAgain(string method, int tries)
    {
        var count = 0;
        await using var hub = await ScriptedHub.StartAsync(context =>
        {
            Interlocked.Increment(ref count);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });
        await using var rig = new HubHttpRig();

        var answer = await rig.Create(hub.Url).SendAsync(new HubHttpRequest(new HttpMethod(method), hub.Url), CancellationToken.None).Soon();

        answer.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        count.ShouldBe(tries);
    }

    [Theory]
    [InlineData("GET", 4, true)]
    [InlineData("PUT", 2, false)]
    [InlineData("DELETE", 2, false)]
    public async Task Send_KeptConnectionIsCut_OnlyReadsAreSentAgain(string method, int requests, bool isAnswered)
    {
        // A request without a body on a kept connection: the stack itself would send it a second time.
        await using var server = new RawHttpServer(static number => number is 2 or 3 ? null : RawHttpServer.Ok("[]"));
        await using var rig = new HubHttpRig();
        var http = rig.Create(server.Url);
        (await http.SendAsync(new HubHttpRequest(HttpMethod.Get, server.Url), CancellationToken.None).Soon()).IsSuccess.ShouldBeTrue();

        var answer = await http.SendAsync(new HubHttpRequest(new HttpMethod(method), server.Url), CancellationToken.None).Soon();

        answer.IsAnswered.ShouldBe(isAnswered);
        server.Requests.Count.ShouldBe(requests);
        if (!isAnswered)
        {
            answer.Failure!.WasSent.ShouldBeTrue();
            answer.Failure.Kind.ShouldBe(UpstreamReplyKind.Lost);
            answer.Failure.Reason.Name.ShouldBe("hub-closed");
        }
    }

    [Fact]
    public async Task Send_Redirect_IsRefusedAndNamedWithoutItsPath()
    {
        var count = 0;
        await using var hub = await ScriptedHub.StartAsync(context =>
        {
            Interlocked.Increment(ref count);
            context.Response.Redirect("https://elsewhere.example/api/S3CRET/config", permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        });
        await using var rig = new HubHttpRig();

        var answer = await rig.Create(hub.Url).SendAsync(new HubHttpRequest(HttpMethod.Get, new Uri(hub.Url, "/api/S3CRET")), CancellationToken.None).Soon();

        answer.IsAnswered.ShouldBeFalse();
        answer.Status.ShouldBe(HttpStatusCode.TemporaryRedirect);
        answer.Failure!.Reason.Name.ShouldBe("not-the-hub");
        answer.Failure.Reason.Message.ShouldContain("https://elsewhere.example");
        answer.Failure.Reason.Message.ShouldNotContain("S3CRET");
        count.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Send_AnswerAboveTheBound_IsAFailure(bool isAnnounced)
    {
        await using var hub = await ScriptedHub.StartAsync(async context =>
        {
            context.Response.ContentLength = isAnnounced ? HubHttpBodyHandler.MaxBytes + 1 : null;
            var chunk = new byte[1 << 20];
            for (var i = 0; i <= 16 && !context.RequestAborted.IsCancellationRequested; i++)
            {
                await context.Response.Body.WriteAsync(isAnnounced && i == 16 ? chunk.AsMemory(0, 1) : chunk, context.RequestAborted);
            }
        });
        await using var rig = new HubHttpRig();

        var answer = await rig.Create(hub.Url).SendAsync(new HubHttpRequest(HttpMethod.Get, hub.Url), CancellationToken.None).Soon();

        answer.Failure.ShouldNotBeNull().Reason.Name.ShouldBe("protocol-fault");
        answer.Failure.Reason.Message.ShouldContain("16777216");
    }

    [Fact]
    public async Task Send_AnswerAtTheBound_IsTaken()
    {
        await using var hub = await ScriptedHub.StartAsync(async context => await context.Response.Body.WriteAsync(new byte[HubHttpBodyHandler.MaxBytes]));
        await using var rig = new HubHttpRig();

        var answer = await rig.Create(hub.Url).SendAsync(new HubHttpRequest(HttpMethod.Get, hub.Url), CancellationToken.None).Soon();

        answer.Body.Length.ShouldBe(HubHttpBodyHandler.MaxBytes);
    }

    [Fact]
    public async Task Send_Cookie_IsNotKept()
    {
        var cookies = new ConcurrentQueue<string>();
        await using var hub = await ScriptedHub.StartAsync(context =>
        {
            cookies.Enqueue(context.Request.Headers.Cookie.ToString());
            context.Response.Cookies.Append("session", "1");
            return Task.CompletedTask;
        });
        await using var rig = new HubHttpRig();
        var http = rig.Create(hub.Url);

        await http.SendAsync(new HubHttpRequest(HttpMethod.Get, hub.Url), CancellationToken.None).Soon();
        await http.SendAsync(new HubHttpRequest(HttpMethod.Get, hub.Url), CancellationToken.None).Soon();

        cookies.ShouldBe(["", ""]);
    }

    [Fact]
    public async Task Send_WhateverHappens_LogsAndSaysNothingOfPathHeadersAndBody()
    {
        await using var server = new RawHttpServer(static number => number == 1 ? RawHttpServer.Ok("[]") : null);
        await using var rig = new HubHttpRig();
        var http = rig.Create(server.Url);
        var request = new HubHttpRequest(HttpMethod.Put, new Uri(server.Url, "/api/S3CRET/lights?token=S3CRET"))
        {
            Body = "\"S3CRET\""u8.ToArray(),
            Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = "Bearer S3CRET" },
        };

        var yes = await http.SendAsync(request, CancellationToken.None).Soon();
        var no = await http.SendAsync(request, CancellationToken.None).Soon();

        yes.IsSuccess.ShouldBeTrue();
        no.Failure.ShouldNotBeNull().ToString().ShouldNotContain("S3CRET");
        request.ToString().ShouldNotContain("S3CRET");
        rig.Log.Lines.ShouldNotContain(static line => line.Text.Contains("S3CRET"));
    }
}
