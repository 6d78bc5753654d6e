using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Gateway.Commands;

/// <summary>
/// What a command asks of the hub, in 32 bytes: its name, its arguments without the spaces between them, whether it is waited
/// for, and the topic that confirms it. Not its times: who asks again may be more patient, or less.
/// </summary>
internal static class CommandFingerprint
{
    private const int MaxDepth = 256;

    private static readonly byte[] End = [0xFF];

    public static byte[] Of(Command command)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, Encoding.UTF8.GetBytes(command.Name));
        Add(hash, Encoding.UTF8.GetBytes(command.Confirms ?? ""));
        Add(hash, [(byte)(command.Wait ? 1 : 0)]);
        var json = new Utf8JsonReader(command.Args.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        while (!command.Args.IsEmpty && json.Read())
        {
            // No token's text has an 0xFF in it: it is in no UTF-8.
            hash.AppendData([(byte)json.TokenType]);
            Add(hash, json.ValueSpan);
        }

        return hash.GetHashAndReset();
    }

    private static void Add(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        hash.AppendData(bytes);
        hash.AppendData(End);
    }
}
