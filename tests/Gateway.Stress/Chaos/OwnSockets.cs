using System.Globalization;

namespace Gateway.Stress.Chaos;

/// <summary>The TCP sockets that this process holds.</summary>
internal static class OwnSockets
{
    private const int LocalColumn = 1;
    private const int RemoteColumn = 2;
    private const int InodeColumn = 9;

    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>Those of them that have one of these ports at either end.</summary>
    public static int Count(IReadOnlyCollection<int> ports)
    {
        var own = Inodes();
        return Tables.Where(File.Exists).SelectMany(static table => File.ReadLines(table).Skip(1))
            .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Count(columns => own.Contains(columns[InodeColumn]) && (ports.Contains(PortOf(columns[LocalColumn])) || ports.Contains(PortOf(columns[RemoteColumn]))));
    }

    private static HashSet<string> Inodes()
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var link in new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos())
        {
            // One that was closed meanwhile has no target any more.
            if (link.LinkTarget is { } target && target.StartsWith("socket:[", StringComparison.Ordinal))
            {
                found.Add(target["socket:[".Length..^1]);
            }
        }

        return found;
    }

    private static int PortOf(string address) => int.Parse(address.AsSpan(address.IndexOf(':', StringComparison.Ordinal) + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
