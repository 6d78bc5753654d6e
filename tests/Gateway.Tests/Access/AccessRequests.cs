using System.Net.Http.Headers;
using System.Net.WebSockets;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Access;

/// <summary>Requests with a key, a ticket, or what is meant to pass for one.</summary>
internal static class AccessRequests
{
    public static async Task<HttpResponseMessage> SendAsync(
        this GatewayHost host, string method, string path, string? key = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        }

        return await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Soon();
    }

    public static async Task<int> StatusAsync(this GatewayHost host, string method, string path, string? key = null, params (string Name, string Value)[] headers)
    {
        using var response = await host.SendAsync(method, path, key, headers);
        return (int)response.StatusCode;
    }

    /// <summary>Upgrades to a WebSocket; the socket, open, or the status of the refusal.</summary>
    public static async Task<(ClientWebSocket? Socket, int Status)> UpgradeAsync(this GatewayHost host, string query = "", string? key = null, params (string Name, string Value)[] headers)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (key is not null)
        {
            socket.Options.SetRequestHeader("Authorization", $"Bearer {key}");
        }

        foreach (var (name, value) in headers)
        {
            socket.Options.SetRequestHeader(name, value);
        }

        try
        {
            await socket.ConnectAsync(new UriBuilder(host.Url) { Scheme = "ws", Path = "/live", Query = query }.Uri, CancellationToken.None).Soon();
            return (socket, 101);
        }
        catch (WebSocketException)
        {
            var status = (int)socket.HttpStatusCode;
            socket.Dispose();
            return (null, status);
        }
    }

    /// <summary>A live connection with SignalR's handshake done.</summary>
    public static async Task<ClientWebSocket> LiveAsync(this GatewayHost host, string query = "", string? key = null)
    {
        var (socket, status) = await host.UpgradeAsync(query, key);
        status.ShouldBe(101);
        await socket!.SendAsync("{\"protocol\":\"json\",\"version\":1}\u001e"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None).Soon();
        await socket.ReceiveAsync(new byte[256], CancellationToken.None).Soon();
        return socket;
    }

    /// <summary>Waits until the gateway ends it, however it does.</summary>
    public static async Task<bool> EndsAsync(this ClientWebSocket socket, TimeSpan within)
    {
        var buffer = new byte[4096];
        using var limit = new CancellationTokenSource(within);
        try
        {
            while ((await socket.ReceiveAsync(buffer, limit.Token)).MessageType is not WebSocketMessageType.Close)
            {
            }

            return true;
        }
        catch (WebSocketException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Waits until a request has a status, which a change of the keys brings about.</summary>
    public static async Task UntilStatusAsync(this GatewayHost host, int status, string path, string? key)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        while (await host.StatusAsync("GET", path, key) is var actual && actual != status)
        {
            limit.IsCancellationRequested.ShouldBeFalse($"{path} answers {actual} after 5 s");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }
    }
}
