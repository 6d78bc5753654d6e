using Microsoft.AspNetCore.Connections;

namespace Gateway.Configuration;

internal static class StartRun
{
    /// <summary>Runs until the process is told to stop; answers its exit code.</summary>
    public static async Task<int> RunToEndAsync(this WebApplication app)
    {
        try
        {
            await app.RunAsync();
            return 0;
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            await Console.Error.WriteLineAsync($"{exception.Message} Perhaps the gateway runs already; else choose another address: --urls http://127.0.0.1:5281");
            return 2;
        }
    }
}
