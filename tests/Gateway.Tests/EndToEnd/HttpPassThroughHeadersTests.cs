using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Gateway.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.EndToEnd;

/// <summary>What goes to a hub besides a request's path, and what comes back besides its answer's body.</summary>
public sealed class HttpPassThroughHeadersTests
{
    private const string Http = "/api/hubs/home/http/api/x";

    [Fact]
    public async Task Request_HeadersOfTheClients_DoNotReachTheHub()
    {
        var seen = new ConcurrentQueue<(string Name, string Value)>();
        await using var hub = await HttpPassThroughHub.StartAsync(context =>
        {
            foreach (var (name, value) in context.Request.Headers)
            {
                seen.Enqueue((name, value.ToString()));
            }

            return context.Response.WriteAsync("yes");
        });
        await using var host = await HubHost.OnlineAsync(hub.Entry);
        using var request = new HttpRequestMessage(HttpMethod.Put, Http + "?a=1&b=%20") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        foreach (var (name, value) in new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Authorization"] = "Bearer mine",
            ["Cookie"] = "a=1",
            ["Referer"] = "http://127.0.0.1/",
            ["Forwarded"] = "for=10.0.0.1",
            ["X-Forwarded-For"] = "10.0.0.1",
            ["X-Forwarded-Host"] = "elsewhere",
            ["X-Forwarded-Anything"] = "x",
            ["X-Real-IP"] = "10.0.0.1",
            ["X-HTTP-Method-Override"] = "DELETE",
            ["X-Original-URL"] = "/admin",
            ["X-Rewrite-URL"] = "/admin",
            ["X-Remote-User"] = "admin",
            ["X-Ingress-Path"] = "/",
            ["X-Supervisor-Token"] = "x",
            ["Proxy-Authorization"] = "Basic x",
            ["Connection"] = "If-Match, X-Own",
            ["If-Match"] = "\"1\"",
            ["X-Own"] = "1",
            ["Keep-Alive"] = "timeout=1",
            ["TE"] = "trailers",
            ["Via"] = "1.1 x",
            ["User-Agent"] = "iConnectHue",
            ["Accept-Encoding"] = "gzip, br",
            ["Idempotency-Key"] = "1",
            ["X-Homey-ID"] = "mine",
            ["Sec-Fetch-Mode"] = "cors",
            ["Accept"] = "application/json",
            ["If-None-Match"] = "\"2\"",
            ["Range"] = "bytes=0-9",
        })
        {
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue(name);
        }

        using var answer = await host.Http.SendAsync(request).Soon();

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        seen.OrderBy(static header => header.Name, StringComparer.Ordinal).ShouldBe(
        [
            ("Accept", "application/json"), ("Accept-Encoding", "identity"), ("Authorization", $"Bearer {HttpPassThroughHub.Token}"), ("Content-Length", "2"),
            ("Content-Type", "application/json; charset=utf-8"), ("Host", hub.Url.Authority), ("If-None-Match", "\"2\""), ("Range", "bytes=0-9"),
        ]);
        hub.Requests.ShouldBe(["PUT /api/x?a=1&b=%20"]);
    }

    [Fact]
    public async Task Answer_HeadersThatWouldActOnOurOrigin_StayBehind()
    {
        await using var hub = await HttpPassThroughHub.StartAsync(static context =>
        {
            var headers = context.Response.Headers;
            foreach (var name in (string[])["Set-Cookie", "Access-Control-Allow-Origin", "Clear-Site-Data", "Strict-Transport-Security", "Alt-Svc", "Refresh", "Link",
                "Service-Worker-Allowed", "X-Accel-Redirect", "X-Sendfile", "WWW-Authenticate", "Content-Location", "Location", "Server", "Via", "Keep-Alive", "Trailer", "Upgrade",
                "Proxy-Authenticate", "Report-To", "SourceMap", "X-Echo"])
            {
                headers[name] = $"a=1; {HttpPassThroughHub.Token}";
            }

            headers.ContentSecurityPolicy = "default-src *";
            headers.XContentTypeOptions = "off";
            headers.ETag = "\"5\"";
            headers.CacheControl = "public, max-age=5, s-maxage=9";
            headers.ContentDisposition = $"attachment; filename=\"{HttpPassThroughHub.Token}\"";
            headers["Server-Time"] = "1";
            context.Response.ContentType = "text/html; charset=utf-8";
            return context.Response.WriteAsync("<script>alert(1)</script>");
        });
        await using var host = await HubHost.OnlineAsync(hub.Entry);

        using var answer = await host.Http.GetAsync(Http).Soon();

        var names = answer.Headers.Concat(answer.Content.Headers).ToDictionary(static header => header.Key, static header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        names.Remove("Date").ShouldBeTrue();
        names.Remove("Content-Security-Policy", out var policy).ShouldBeTrue();
        policy.ShouldNotBeNull().Split("; ").ShouldBe(["default-src 'none'", "sandbox", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"]);
        names.OrderBy(static header => header.Key, StringComparer.Ordinal).Select(static header => $"{header.Key}: {header.Value}").ShouldBe(
        [
            "Cache-Control: max-age=5, private", "Content-Disposition: attachment; filename=\"***\"", "Content-Type: text/html; charset=utf-8", "ETag: \"5\"",
            "Referrer-Policy: no-referrer", "Server-Time: 1", "Transfer-Encoding: chunked", "X-Content-Type-Options: nosniff",
        ]);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("<script>alert(1)</script>");
    }

    [Fact]
    public async Task Answer_ProblemAtSuchAPath_CannotRunEither()
    {
        await using var hub = await HttpPassThroughHub.StartAsync();
        await using var host = await HubHost.OnlineAsync(hub.Entry);

        using var answer = await host.Http.GetAsync("/api/hubs/home/http/auth").Soon();

        await answer.ProblemAsync(HttpStatusCode.BadRequest, "invalid");
        answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldContain("sandbox");
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Answer_ErrorWithoutABody_StaysTheHubsOwn(int status)
    {
        await using var hub = await HttpPassThroughHub.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        await using var host = await HubHost.OnlineAsync(hub.Entry);

        using var answer = await host.Http.GetAsync(Http).Soon();

        ((int)answer.StatusCode).ShouldBe(status);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("");
    }

    [Theory]
    [InlineData("GET", 200, "body", 4)]
    [InlineData("HEAD", 200, "", 4)]
    [InlineData("OPTIONS", 200, "body", 4)]
    [InlineData("POST", 201, "body", 4)]
    [InlineData("PUT", 200, "body", 4)]
    [InlineData("PATCH", 200, "body", 4)]
    [InlineData("DELETE", 204, "", null)]
    [InlineData("GET", 304, "", null)]
    public async Task Answer_OfEachMethod_ComesBack(string method, int status, string body, int? length)
    {
        await using var hub = await HttpPassThroughHub.StartAsync(async context =>
        {
            context.Response.StatusCode = status;
            if (status is 200 or 201)
            {
                context.Response.ContentType = "text/plain";
                context.Response.ContentLength = 4;
                await context.Response.WriteAsync(HttpMethods.IsHead(method) ? "" : "body");
            }
        });
        await using var host = await HubHost.OnlineAsync(hub.Entry);

        using var answer = await host.Http.SendAsync(new HttpRequestMessage(HttpMethod.Parse(method), Http)).Soon();

        ((int)answer.StatusCode).ShouldBe(status);
        (await answer.Content.ReadAsStringAsync()).ShouldBe(body);
        (answer.Content.Headers.ContentLength is 0 ? null : answer.Content.Headers.ContentLength).ShouldBe(length);
        hub.Requests.ShouldBe([$"{method} /api/x"]);
    }

    [Fact]
    public async Task Answer_Redirect_IsAProblemThatNamesTheHostOnly()
    {
        await using var hub = await HttpPassThroughHub.StartAsync(static context =>
        {
            context.Response.Redirect("https://elsewhere.example/path?x=1");
            return Task.CompletedTask;
        });
        await using var host = await HubHost.OnlineAsync(hub.Entry);
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = host.Http.BaseAddress };

        using var read = await client.GetAsync(Http).Soon();
        using var write = await client.PostAsync(Http, null).Soon();

        (await read.ProblemAsync(HttpStatusCode.BadGateway, "bad-answer")).Detail().ShouldBe("The hub answered HTTP 302, a redirect to https://elsewhere.example. Redirects are not followed.");
        (await write.ProblemAsync(HttpStatusCode.BadGateway, "bad-answer")).Detail().ShouldContain("whether the request was carried out is unknown");
        read.Headers.Location.ShouldBeNull();
    }

    [Fact]
    public async Task Request_ForAPartOfAPage_IsRefused()
    {
        await using var hub = await HttpPassThroughHub.StartAsync();
        await using var host = await HubHost.OnlineAsync(hub.Entry);
        using var request = new HttpRequestMessage(HttpMethod.Get, Http) { Headers = { { "Sec-Fetch-Dest", "script" } } };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*"));

        using var answer = await host.Http.SendAsync(request).Soon();

        await answer.ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        hub.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Trace_IsNotAMethodHere()
    {
        await using var hub = await HttpPassThroughHub.StartAsync();
        await using var host = await HubHost.OnlineAsync(hub.Entry);

        using var answer = await host.Http.SendAsync(new HttpRequestMessage(HttpMethod.Trace, Http)).Soon();

        await answer.ProblemAsync(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
        hub.Requests.ShouldBeEmpty();
    }
}
