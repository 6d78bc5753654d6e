using System.Diagnostics;
using System.Runtime.InteropServices;
using Gateway.Configuration;

namespace Gateway.Api;

/// <summary>What runs here.</summary>
internal static class AboutEndpoints
{
    public static void MapAbout(this IEndpointRouteBuilder api) =>
        api.MapGet("/about", (StartArguments arguments) => new AboutAnswer(ProductVersion.Name, ProductVersion.Short, RuntimeInformation.FrameworkDescription, Started(), arguments.IsDemo))
            .WithTags("Health").WithName("GetAbout").WithSummary("The product's version, what it runs on, and since when.")
            .Produces<AboutAnswer>().MayAnswer();

    private static DateTimeOffset Started()
    {
        using var process = Process.GetCurrentProcess();
        return new DateTimeOffset(process.StartTime.ToUniversalTime(), TimeSpan.Zero);
    }
}

/// <summary>What runs here.</summary>
/// <param name="Product">Its name.</param>
/// <param name="Version">Its version, such as <c>0.1.0</c>.</param>
/// <param name="Runtime">.NET's name and version.</param>
/// <param name="Started">When the process began, UTC.</param>
/// <param name="Demo">Whether it serves demo hubs: <c>--demo</c>.</param>
internal sealed record AboutAnswer(string Product, string Version, string Runtime, DateTimeOffset Started, bool Demo);
