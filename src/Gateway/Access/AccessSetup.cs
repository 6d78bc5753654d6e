using Gateway.Configuration;

namespace Gateway.Access;

internal static class AccessSetup
{
    /// <summary>Who may come in.</summary>
    public static WebApplicationBuilder AddAccess(this WebApplicationBuilder builder, ConfigurationFaults faults)
    {
        var section = new SectionReader(builder.Configuration.GetSection("Gateway:Access"), faults);
        var options = new AccessOptions(section.Flag("AllowAnonymous", fallback: false), section.Texts("Origins"));
        section.RefuseUnknown();
        foreach (var origin in options.Origins.Where(static origin => !IsOrigin(origin)))
        {
            section.Fault("Origins", $"'{origin}' is not an origin, such as https://dash.example: scheme, name and port, nothing else.");
        }

        builder.Services.AddSingleton(options);
        BindRule.Check(builder.Configuration, options, faults);
        return builder;
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && string.Equals(url.GetLeftPart(UriPartial.Authority), text, StringComparison.OrdinalIgnoreCase);
}
