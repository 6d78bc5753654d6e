using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Gateway.Configuration;

internal static class StartRun
{
    /// <summary>Runs until the process is told to stop; answers its exit code: 1 when a fault of the gateway ended it.</summary>
    public static async Task<int> RunToEndAsync(this WebApplication app)
    {
        // Taken now: at the end the services are gone.
        var (started, stopping) = (app.Lifetime.ApplicationStarted, app.Lifetime.ApplicationStopping);
        var addresses = app.Configuration["urls"] is { Length: > 0 } urls ? urls : "what Kestrel:Endpoints or http_ports say";
        try
        {
            // By then the services are gone.
            var work = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToArray();
            await app.RunAsync();
            return Array.Exists(work, static service => service.ExecuteTask is { IsFaulted: true }) ? 1 : 0;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Told to stop while it was still starting.
            return 0;
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            await Console.Error.WriteLineAsync($"{exception.Message} Perhaps the gateway runs already; else choose another address: --urls http://127.0.0.1:5281");
            return 2;
        }
        catch (Exception exception) when (!started.IsCancellationRequested && IsOfListening(exception))
        {
            await Console.Error.WriteLineAsync($"The gateway cannot listen at {addresses}: {exception.Message}");
            return 2;
        }
    }

    /// <summary>No such address here, no right to the port, or TLS without a certificate, which the server finds out by itself.</summary>
    private static bool IsOfListening(Exception exception) =>
        exception is SocketException || (exception is InvalidOperationException && string.Equals(exception.Source, "Microsoft.AspNetCore.Server.Kestrel.Core", StringComparison.Ordinal));
}
