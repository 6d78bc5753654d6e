using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Gateway.Upstreams;

/// <summary>
/// Reads the authorities that a hub's <c>Tls:CaFile</c> names. Whoever adds hubs names it, so it may be anything: a pipe that nobody
/// writes to would hold the thread that opens it, a device would fill the memory.
/// </summary>
internal static class AuthorityFile
{
    /// <summary>All public authorities together have a quarter of it.</summary>
    public const int MaxBytes = 1 << 20;

    private const string Cure = "name a PEM file with your own authority's certificate";
    private const string Missing = $"does not exist; {Cure}.";

    /// <summary>Adds the file's certificates; else says what is wrong with the file, and the cure: the end of a sentence about it.</summary>
    public static string? TryRead(string path, X509Certificate2Collection authorities)
    {
        try
        {
            // What is no regular file has no length, so it is known without being opened.
            var file = new FileInfo(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
            if (!file.Exists)
            {
                return Directory.Exists(path) ? $"is a folder; {Cure}." : Missing;
            }

            if (file.Length == 0)
            {
                return $"is empty, or no ordinary file; {Cure}.";
            }

            if (file.Length > MaxBytes)
            {
                return $"has more than {MaxBytes >> 10} KiB; {Cure}.";
            }

            using var handle = File.OpenHandle(file.FullName);
            var bytes = new byte[file.Length];
            var length = 0;
            while (length < bytes.Length && RandomAccess.Read(handle, bytes.AsSpan(length), length) is > 0 and var read)
            {
                length += read;
            }

            var before = authorities.Count;
            authorities.ImportFromPem(Encoding.UTF8.GetString(bytes, 0, length));
            return authorities.Count > before ? null : $"has no certificate in it; {Cure}.";
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or ArgumentException)
        {
            return Missing;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"cannot be read; let the gateway's user read it, or {Cure}.";
        }
        catch (CryptographicException)
        {
            return $"has something in it that is no certificate; {Cure}.";
        }
    }
}
