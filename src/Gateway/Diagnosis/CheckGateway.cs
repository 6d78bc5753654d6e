using System.Net;
using System.Net.Sockets;
using Gateway.Access;
using Gateway.Diagnostics;

namespace Gateway.Diagnosis;

/// <summary>What <c>check</c> says of the gateway itself: can it listen, who may read its keys, is its page there.</summary>
internal sealed class CheckGateway(IConfiguration configuration, IWebHostEnvironment environment, AccessOptions access, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    public async Task<IReadOnlyList<DiagnosisStep>> RunAsync(CancellationToken cancellationToken)
    {
        var steps = new List<DiagnosisStep>();
        foreach (var (_, address) in BindRule.Addresses(configuration))
        {
            steps.Add(await ListenAsync(address, cancellationToken));
        }

        return [.. steps, Keys(), Page()];
    }

    private async Task<DiagnosisStep> ListenAsync(string text, CancellationToken cancellationToken)
    {
        var clock = new StepClock("address", time);
        var address = BindingAddress.Parse(text);
        if (address.IsUnixPipe || address.IsNamedPipe)
        {
            return StepClock.Skipped("address", $"{text} is no network address.");
        }

        try
        {
            Listen(address);
            return clock.Ok(address.Port == 0 ? $"{text}: any free port will do." : $"{text} is free.");
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return await IsGatewayAsync(address, cancellationToken)
                ? clock.Ok($"{text} is held by a gateway that runs.")
                : clock.Failed($"{text} is held by another program.", "End that program, or choose another address: --urls http://127.0.0.1:5281");
        }
        catch (SocketException exception)
        {
            return clock.Failed($"{text} cannot be listened at: {exception.SocketErrorCode}.", "Choose an address of this machine, and a port from 1024 on unless the gateway may take lower ones.");
        }
    }

    private static void Listen(BindingAddress address)
    {
        var host = HostOf(address.Host);
        try
        {
            Listen(host ?? IPAddress.IPv6Any, address.Port);
        }
        catch (SocketException exception) when (host is null && exception.SocketErrorCode != SocketError.AddressAlreadyInUse)
        {
            // As the server does where this machine has no IPv6; an address that is written out, [::] too, it takes as it is.
            Listen(IPAddress.Any, address.Port);
        }
    }

    private static void Listen(IPAddress host, int port)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(host, port));
        socket.Listen(1);
    }

    /// <summary>Null: a name, such as <c>*</c>, which stands for all of this machine's.</summary>
    private static IPAddress? HostOf(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
        : IPAddress.TryParse(host.Trim('[', ']'), out var address) ? address
        : null;

    /// <summary>Asked at this machine's own address, wherever it listens.</summary>
    private async Task<bool> IsGatewayAsync(BindingAddress address, CancellationToken cancellationToken)
    {
        var host = IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && !ip.Equals(IPAddress.Any) && !ip.Equals(IPAddress.IPv6Any) ? address.Host : "localhost";
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false };

        // It is sent nothing secret and believed nothing but that it is a gateway, whose certificate rarely is for this name.
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        using var client = new HttpClient(handler) { MaxResponseContentBufferSize = 4_096 };
        try
        {
            return await client.GetStringAsync(new Uri($"{address.Scheme}://{host}:{address.Port}/healthz"), either.Token) is "live";
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private DiagnosisStep Keys()
    {
        var clock = new StepClock("keys", time);
        if (access.KeyFile is not { } path || !File.Exists(path))
        {
            return StepClock.Skipped("keys", "There is no key file yet; 'key add' makes one.");
        }

        return new KeyFile(path).Exposure is { } exposure
            ? clock.Warning(exposure, $"chmod 600 {path}")
            : clock.Ok($"{path} can be read, by its owner alone.");
    }

    private DiagnosisStep Page()
    {
        var clock = new StepClock("page", time);
        var index = Path.Combine(environment.WebRootPath ?? "wwwroot", "index.html");
        return File.Exists(index) || File.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot", "index.html"))
            ? clock.Ok("The page's files are there.")
            : clock.Warning($"The page's files are not there ({index}).", "Start in the folder with wwwroot, or name it with --contentRoot.");
    }
}
