using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Clients;

/// <summary>Debian's nginx in front of the gateway, under a base path, with the lines that docs/security.md gives.</summary>
internal sealed class NginxProxy : IAsyncDisposable
{
    private const string Program = "/usr/sbin/nginx";
    private readonly DirectoryInfo _folder;
    private readonly Process _process;

    private NginxProxy(DirectoryInfo folder, Process process, Uri url)
    {
        _folder = folder;
        _process = process;
        Url = url;
    }

    /// <summary>The gateway's address behind it, with the base path.</summary>
    public Uri Url { get; }

    public static async Task<NginxProxy> StartAsync(Uri gateway)
    {
        File.Exists(Program).ShouldBeTrue($"{Program} is missing; test.sh installs it: apt-get install nginx-light");
        var folder = Directory.CreateTempSubdirectory("gateway-nginx");
        var port = FreePort();
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "nginx.conf"), Configuration(port, gateway));
        var process = Process.Start(new ProcessStartInfo(Program, ["-p", folder.FullName + "/", "-c", "nginx.conf", "-e", "error.log"]) { UseShellExecute = false })!;
        var proxy = new NginxProxy(folder, process, new Uri($"http://127.0.0.1:{port}/house/"));
        try
        {
            await proxy.UntilUpAsync();
            return proxy;
        }
        catch
        {
            await proxy.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task UntilUpAsync()
    {
        using var http = new HttpClient();
        using var limit = new CancellationTokenSource(Eventually.Limit);
        while (!await IsUpAsync(http, Url, limit.Token))
        {
            _process.HasExited.ShouldBeFalse("nginx ended; what it said stands above");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
    }

    private static async Task<bool> IsUpAsync(HttpClient http, Uri url, CancellationToken cancellationToken)
    {
        try
        {
            return (await http.GetAsync(new Uri(url, "healthz"), cancellationToken)).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Configuration(int port, Uri gateway) =>
        $$"""
        daemon off;
        master_process off;
        pid nginx.pid;
        events { worker_connections 256; }
        http {
          access_log off;
          client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
          map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
          server {
            listen 127.0.0.1:{{port}};
            location /house/ {
              proxy_pass http://{{gateway.Authority}}/;
              proxy_http_version 1.1;
              proxy_set_header Host $http_host;
              proxy_set_header Upgrade $http_upgrade;
              proxy_set_header Connection $connection_upgrade;
              proxy_set_header X-Forwarded-For $remote_addr;
              proxy_set_header X-Forwarded-Proto $scheme;
              proxy_set_header X-Forwarded-Host $http_host;
              proxy_set_header X-Forwarded-Prefix /house;
            }
          }
        }
        """;
}
