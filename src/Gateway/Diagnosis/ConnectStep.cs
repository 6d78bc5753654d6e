using System.Net;
using System.Net.Sockets;
using Gateway.Diagnostics;

namespace Gateway.Diagnosis;

/// <summary>Step <c>tcp</c>: a connection to each of the name's addresses, all at once.</summary>
internal static class ConnectStep
{
    private const int MaxAddresses = 8;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    /// <returns>The step, and an address that answered.</returns>
    public static async Task<(DiagnosisStep Step, IPEndPoint? Reached)> RunAsync(Uri url, IReadOnlyList<IPAddress> addresses, TimeProvider time, CancellationToken cancellationToken)
    {
        var clock = new StepClock(StepNames.Tcp, time);
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var attempts = await Task.WhenAll(addresses.Take(MaxAddresses).Select(address => TryAsync(new IPEndPoint(address, url.Port), time, either.Token)));
        var detail = string.Join("; ", attempts.Select(static attempt => attempt.Words));
        if (attempts.FirstOrDefault(static attempt => attempt.IsOpen) is not { } open)
        {
            return (clock.Failed(detail + ".", Cure(url, attempts)), null);
        }

        // A network's broken IPv6 costs every connection the time until the next address is tried.
        return (attempts.Any(static attempt => !attempt.IsOpen)
            ? clock.Warning(detail + ".", $"Some addresses of '{url.Host}' do not answer, which makes connecting slow. Correct the name's entries, or use {open.Address.Address} in 'Url'.")
            : clock.Ok(detail + "."), open.Address);
    }

    private static async Task<Attempt> TryAsync(IPEndPoint address, TimeProvider time, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address, cancellationToken);
            return new Attempt(address, $"{address} accepts connections ({time.GetElapsedTime(begun).TotalMilliseconds:0.#} ms)", null);
        }
        catch (SocketException exception)
        {
            return new Attempt(address, $"{address} failed: {exception.SocketErrorCode}", exception.SocketErrorCode);
        }
        catch (OperationCanceledException)
        {
            return new Attempt(address, $"{address} did not answer within {time.GetElapsedTime(begun).TotalSeconds:0.#} s", SocketError.TimedOut);
        }
    }

    private static string Cure(Uri url, Attempt[] attempts) => attempts.All(static attempt => attempt.Error == SocketError.ConnectionRefused)
        ? $"The machine is there, but nothing listens at port {url.Port}. Start the hub, or correct the port in 'Url'."
        : "Is the hub switched on and in this network, and is the address in 'Url' still its own? A firewall in between drops connections without a word.";

    private sealed record Attempt(IPEndPoint Address, string Words, SocketError? Error)
    {
        public bool IsOpen => Error is null;
    }
}
