namespace Gateway.Tests.EndToEnd;

/// <summary>Requests that try to reach another place than they seem to, or to be another request. Each is a 4xx, and the hub sees nothing of it.</summary>
public sealed class HttpPassThroughHostileTests
{
    private const string Root = "/api/hubs/home/http";

    /// <summary>Targets, as they stand in the request line.</summary>
    private static readonly string[] Targets =
    [
        $"{Root}/api/../../../../metrics", $"{Root}/../commands", $"{Root}/api/..", $"{Root}/api/./x", $"{Root}/./api/x", $"{Root}/%2e%2e/api/x",
        $"{Root}/%2E%2E/%2E%2E/other/http/api/x", $"{Root}/api/.%2e/x", $"{Root}/api/%2e/x", $"{Root}/api/..;/x", $"{Root}/api/..;a=b/x", $"{Root}/api/%2e%2e%3b/x",
        $"{Root}/api/..%20/x", $"{Root}/api/;/x", $"{Root}/api/..%2fx", $"{Root}/api%2f..%2fx", $"{Root}/api/..%5cx", $"{Root}/api\\x", $"{Root}/api/..\\x", $"{Root}/%5c%5celsewhere.example",
        $"{Root}//api/x", $"{Root}/api//x", $"{Root}//elsewhere.example/api/x", $"{Root}/api/x//", $"//api/hubs/home/http/api/x", $"/api//hubs/home/http/api/x", $"/api/./hubs/home/http/api/x",
        $"/x/../api/hubs/home/http/api/x", $"{Root}/../../home/http/api/x", $"{Root}/api/%252e%252e/x", $"{Root}/api/x%252fy", $"{Root}/api/%25252e", $"{Root}/api/x%00", $"{Root}/api/x%0d%0aX-Evil:%201",
        $"{Root}/api/x%0a", $"{Root}/api/x%09", $"{Root}/api/x%1f", $"{Root}/api/x%7f", $"{Root}/api/x%c2%9b", $"{Root}/api/x%e2%80%ae", $"{Root}/api/x%e2%80%8f", $"{Root}/api/x%e2%81%a0",
        $"{Root}/api/x%ef%bb%bf", $"{Root}/api/%ef%bc%8e%ef%bc%8e/x", $"{Root}/api/x%ef%bc%8fy", $"{Root}/api/%e2%80%a5/x", $"{Root}/api/%c0%ae%c0%ae/x", $"{Root}/api/x%c0%af", $"{Root}/api/x%ff",
        $"{Root}/api/x%ed%a0%80", $"{Root}/api/x%f8%80%80%80%af", $"{Root}/api/x%", $"{Root}/api/x%2", $"{Root}/api/x%zz", $"{Root}/api/x%u002f", $"{Root}/api/x%3fy=1", $"{Root}/api/x%23y", $"{Root}/api/x#y",
        $"{Root}/http:/elsewhere.example/", $"{Root}/http://elsewhere.example/", $"{Root}/http%3a//elsewhere.example/", $"{Root}/@elsewhere.example/", $"{Root}/elsewhere.example:80/", $"{Root}/auth/token",
        $"{Root}/", Root, $"{Root}/API/x", $"{Root}/apix", $"{Root}/%61pi%2fx", "http://elsewhere.example/api/hubs/home/http/api/x", "http://127.0.0.1/api/hubs/home/http/api/x",
        $"{Root}/api/x?access_token=mine", $"{Root}/api/x?authSig=mine", $"{Root}/api/x?AUTHSIG=mine", $"{Root}/api/x?a=1&%61uthSig=mine", $"{Root}/api/x?a=1;authSig=mine", $"{Root}/api/x?authSig[]=mine",
        $"{Root}/api/x?+authSig=mine", $"{Root}/api/x?api_password=mine", $"{Root}/api/x?a=%", $"{Root}/api/x?a=%0", $"{Root}/api/x?a=%00", $"{Root}/api/x?a=1#b",
    ];

    /// <summary>Heads, and bodies with them, that come after a request line which would be good.</summary>
    private static readonly (string Method, string Head)[] Requests =
    [
        ("GET", "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"),
        ("GET", "Upgrade: tcp\r\nConnection: Upgrade\r\n\r\n"), ("POST", "Upgrade: h2c, websocket\r\nConnection: Upgrade\r\nContent-Length: 0\r\n\r\n"),
        ("GET", "Content-Length: 4\r\n\r\nbody"), ("HEAD", "Content-Length: 4\r\n\r\nbody"), ("OPTIONS", "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"),
        ("POST", "Content-Length: 5\r\nContent-Length: 6\r\n\r\nbodyb"), ("POST", "Content-Length: -1\r\n\r\n"), ("POST", "Content-Length: 0x5\r\n\r\nbodyb"),
        ("POST", "Transfer-Encoding: gzip\r\n\r\n"), ("POST", "Transfer-Encoding: chunked, identity\r\n\r\n"), ("POST", "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"), ("POST", "Content-Length: 99999999999999999999\r\n\r\n"),
        ("POST", "Content-Length: 16777217\r\n\r\n"), ("GET", "Host: elsewhere.example\r\n\r\n"), ("GET", "Origin: https://elsewhere.example\r\n\r\n"), ("POST", "Origin: null\r\nContent-Length: 0\r\n\r\n"),
        ("GET", "X-Evil: a\0b\r\n\r\n"), ("GET", "X Evil: a\r\n\r\n"), ("GET", "X-Folded: a\r\n b\r\n\r\n"), ("GET", ": empty\r\n\r\n"), ("GET", "Accept: gr\u00fcn\r\n\r\n"),
        ("GET", $"X-Giant: {new string('x', 40_000)}\r\n\r\n"), ("GET", string.Concat(Enumerable.Repeat("X-Many: 1\r\n", 200)) + "\r\n"), ("GET", "Sec-Fetch-Dest: serviceworker\r\n\r\n"),
        ("GET", "Sec-Fetch-Dest: Script\r\n\r\n"), ("TRACE", "\r\n"), ("CONNECT", "\r\n"), ("PROPFIND", "\r\n"), ("get", "\r\n"), ("Delete", "\r\n"), ("G<T", "\r\n"), ("DELETE\t", "\r\n"),
    ];

    [Fact]
    public async Task Requests_OfTheList_AreRefusedAndTheHubSeesNothing()
    {
        (Targets.Length + Requests.Length).ShouldBeGreaterThan(100);
        await using var hub = await HttpPassThroughHub.StartAsync();
        await using var host = await HubHost.OnlineAsync(hub.Entry);
        var gateway = host.Http.BaseAddress!;
        var faults = new List<string>();

        foreach (var target in Targets)
        {
            foreach (var method in (string[])["GET", "DELETE"])
            {
                faults.AddRange(await FaultsAsync(gateway, $"{method} {target} HTTP/1.1\r\nHost: {gateway.Authority}\r\nConnection: close\r\n\r\n"));
            }
        }

        foreach (var (method, rest) in Requests)
        {
            var head = rest.StartsWith("Host:", StringComparison.Ordinal) ? "" : $"Host: {gateway.Authority}\r\n";
            faults.AddRange(await FaultsAsync(gateway, $"{method} {Root}/api/x HTTP/1.1\r\n{head}{rest}"));
        }

        faults.ShouldBeEmpty();
        hub.Requests.ShouldBeEmpty();
        (await host.Http.GetStringAsync($"{Root}/api/x?after=1")).ShouldBe("yes");
        hub.Requests.ShouldBe(["GET /api/x?after=1"]);
    }

    [Fact]
    public async Task Request_BehindAnother_IsItsOwn()
    {
        await using var hub = await HttpPassThroughHub.StartAsync();
        await using var host = await HubHost.OnlineAsync(hub.Entry);
        await using var raw = await RawHttpClient.OpenAsync(host.Http.BaseAddress!);

        // What a lesser proxy would take for the body of the first, or the hub for a second request.
        await raw.SendAsync($"POST {Root}/api/x HTTP/1.1\r\nHost: {raw.Host}\r\nContent-Length: 44\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\nDELETE /api/states/light.hall HTTP/1.1\r\nHost: x\r\n\r\n");
        await raw.ReadToEndAsync();

        hub.Requests.ShouldNotContain(static line => line.StartsWith("DELETE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Request_OfABodyThatNeverEnds_IsRefusedInTime()
    {
        await using var hub = await HttpPassThroughHub.StartAsync(static async context => await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted));
        await using var host = await HubHost.OnlineAsync(hub.Entry);
        await using var raw = await RawHttpClient.OpenAsync(host.Http.BaseAddress!);

        await raw.SendAsync($"POST {Root}/api/x HTTP/1.1\r\nHost: {raw.Host}\r\nContent-Length: 100000\r\nConnection: close\r\n\r\nhalf");

        (await raw.ReadToEndAsync()).ShouldStartWith("HTTP/1.1 408 ");
    }

    /// <summary>What was not as it should be; nothing when the request was refused with a problem.</summary>
    private static async Task<IReadOnlyList<string>> FaultsAsync(Uri gateway, string request)
    {
        await using var raw = await RawHttpClient.OpenAsync(gateway);
        await raw.SendAsync(request);
        if (!request.Contains("Connection: close", StringComparison.Ordinal))
        {
            // One more after it, whose answer closes the connection.
            await raw.SendAsync($"GET /healthz HTTP/1.1\r\nHost: {gateway.Authority}\r\nConnection: close\r\n\r\n");
        }

        var answer = await raw.ReadToEndAsync();
        var head = answer.Split("\r\n\r\n")[0];
        var isRefused = head.StartsWith("HTTP/1.1 4", StringComparison.Ordinal);

        // What is no HTTP the server itself refuses, without a body.
        var isProblem = head.Contains("Content-Length: 0", StringComparison.Ordinal)
            || (head.Contains("application/problem+json", StringComparison.Ordinal)
                && (request.StartsWith("HEAD ", StringComparison.Ordinal) || answer.Contains("{\"type\":\"urn:gateway:", StringComparison.Ordinal)));
        return isRefused && isProblem ? [] : [$"{(request.Length > 300 ? request[..300] : request)} => {answer}"];
    }
}
