using System.Reflection;

namespace Gateway.Configuration;

/// <summary>What the program is called, and which version of it this is: both stand in <c>Directory.Build.props</c>.</summary>
internal static class ProductVersion
{
    public const string Name = "Gateway";

    /// <summary>With the revision it was built from behind a <c>+</c>, where the build knew it.</summary>
    public static string Full { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Such as <c>0.1.0</c>.</summary>
    public static string Short { get; } = Full.Split('+')[0];
}
