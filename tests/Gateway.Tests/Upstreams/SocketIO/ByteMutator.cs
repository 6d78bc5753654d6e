namespace Gateway.Tests.Upstreams.SocketIO;

/// <summary>Small damages, as a broken or hostile server would do them.</summary>
internal sealed class ByteMutator(Random random)
{
    private static readonly byte[][] Parts =
    [
        "\\ud800"u8.ToArray(), "\""u8.ToArray(), "["u8.ToArray(), "]"u8.ToArray(), "{"u8.ToArray(), ","u8.ToArray(), ":"u8.ToArray(), "-"u8.ToArray(), "+"u8.ToArray(), "/x?"u8.ToArray(),
        "99999999999999999999"u8.ToArray(), "\ufffd"u8.ToArray(), "\u001e"u8.ToArray(), [0xFF], [0x00], [0xC3], "{\"_placeholder\":true,\"num\":7}"u8.ToArray(), "b4"u8.ToArray(),
    ];

    public byte[] Mutate(byte[] source)
    {
        List<byte> bytes = [.. source];
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(5))
            {
                case 0 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1 when at < bytes.Count:
                    bytes.RemoveRange(at, random.Next(1, bytes.Count - at + 1));
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.Skip(at).Take(random.Next(1, 12)).ToArray());
                    break;
                default:
                    bytes.InsertRange(at, Parts[random.Next(Parts.Length)]);
                    break;
            }
        }

        return [.. bytes];
    }
}
