namespace Gateway.Tests.Fakes;

/// <summary>The repository that the tests were built from.</summary>
internal static class SourceTree
{
    private static readonly string[] Generated = ["bin", "obj", "lib", "node_modules"];

    public static string Top { get; } = FindTop();

    /// <summary>Files that people wrote, below one of the folders, relative to the top.</summary>
    public static IEnumerable<string> Files(string[] folders, params string[] extensions) =>
        folders.Select(static folder => Path.Combine(Top, folder)).Where(Directory.Exists)
            .SelectMany(static folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Where(file => extensions.Contains(Path.GetExtension(file), StringComparer.Ordinal))
            .Select(static file => Path.GetRelativePath(Top, file))
            .Where(static file => !file.Split(Path.DirectorySeparatorChar).Intersect(Generated, StringComparer.Ordinal).Any());

    public static string Read(string file) => File.ReadAllText(Path.Combine(Top, file));

    private static string FindTop()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Gateway.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
