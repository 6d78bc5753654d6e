namespace Gateway.Configuration;

/// <summary>A file that others may change or exchange: where it really is, and by what one sees that it is another.</summary>
internal static class FileStamp
{
    /// <summary>The file itself, where a link leads to it: containers mount a file as a link into a folder that is exchanged as a whole.</summary>
    public static string Place(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // There is none, or none that we may follow; who opens the file is told.
            return path;
        }
    }

    /// <summary>Equal as long as the file is the same; null where there is none, or none that may be looked at.</summary>
    public static (string Place, DateTime Written, long Length)? Of(string path)
    {
        try
        {
            var file = new FileInfo(Place(path));
            return file.Exists ? (file.FullName, file.LastWriteTimeUtc, file.Length) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Reading it will say why.
            return null;
        }
    }
}
