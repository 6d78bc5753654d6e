using Microsoft.Extensions.FileProviders;

namespace Gateway.Api;

/// <summary>The page at <c>/</c>, and what every answer carries against misuse in a browser.</summary>
internal static class PageSetup
{
    private const string StrictPolicy = "default-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'";

    /// <summary>The API browser's own stylesheet is set from a script, and its icons are inline.</summary>
    private const string SwaggerPolicy = "default-src 'self'; frame-ancestors 'none'; base-uri 'self'; object-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'";

    /// <summary>Before anything that may answer, so that refusals carry them too.</summary>
    public static void UseBrowserHeaders(this WebApplication app) =>
        app.Use(static (context, next) =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments("/swagger", StringComparison.OrdinalIgnoreCase) ? SwaggerPolicy : StrictPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            return next(context);
        });

    public static void UsePage(this WebApplication app)
    {
        var files = Files(app.Environment);
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            // The files carry an ETag; a new version must show at the next visit.
            OnPrepareResponse = static file => file.Context.Response.Headers.CacheControl = "no-cache",
        });
    }

    /// <summary>The page of the working directory, as in the sources; else the one published beside the program.</summary>
    private static IFileProvider Files(IWebHostEnvironment environment)
    {
        var published = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        return environment.WebRootFileProvider.GetFileInfo("index.html").Exists || !Directory.Exists(published)
            ? environment.WebRootFileProvider
            : new PhysicalFileProvider(published);
    }
}
