using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;

namespace Gateway.Discovery;

/// <summary>A DNS message as multicast DNS has it (RFC 6762, section 18). It comes from anybody on the network, so every count and length in it is a claim.</summary>
/// <param name="Id">Of the query that it answers.</param>
/// <param name="IsResponse">Else it asks something.</param>
/// <param name="Records">Of all sections, those of types and classes that are known here.</param>
internal sealed record DnsMessage(ushort Id, bool IsResponse, IReadOnlyList<DnsRecord> Records)
{
    /// <summary>The longest that RFC 6762 allows, section 17.</summary>
    public const int MaxBytes = 9000;

    /// <summary>What comes after them in one message is not read.</summary>
    public const int MaxRecords = 256;

    private const int HeaderBytes = 12;
    private const int MaxQuestions = 64;
    private const int MaxTexts = 64;
    private const ushort Internet = 1;

    /// <summary>The highest bit of a class has another meaning: whether the record replaces older ones.</summary>
    private const ushort ClassMask = 0x7FFF;

    /// <summary>A query, or empty where none of the questions can be asked.</summary>
    /// <param name="id">For the answers.</param>
    /// <param name="questions">What to ask.</param>
    public static byte[] Query(ushort id, IEnumerable<DnsQuestion> questions)
    {
        var bytes = new List<byte>(new byte[HeaderBytes]);
        ushort count = 0;
        foreach (var (name, type) in questions)
        {
            if (DnsNames.TryWrite(bytes, name))
            {
                bytes.AddRange([(byte)((ushort)type >> 8), (byte)type, 0, (byte)Internet]);
                count++;
            }
        }

        var message = count == 0 ? [] : bytes.ToArray();
        if (count > 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(message, id);
            BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(4), count);
        }

        return message;
    }

    /// <summary>Reads an answer to a query of ours; false where it is none, told by the header before anything else is read.</summary>
    public static bool TryReadAnswer(ReadOnlySpan<byte> bytes, ushort id, [NotNullWhen(true)] out DnsMessage? message)
    {
        message = null;
        return bytes.Length >= HeaderBytes && Number(bytes, 0) == id && IsAnswer(bytes) && TryRead(bytes, out message);
    }

    /// <summary>Reads a message; false where it is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out DnsMessage? message)
    {
        message = null;
        if (bytes.Length is < HeaderBytes or > MaxBytes)
        {
            return false;
        }

        var at = HeaderBytes;
        var questions = Number(bytes, 4);
        for (var index = 0; index < questions; index++)
        {
            if (index >= MaxQuestions || !DnsNames.TryRead(bytes, ref at, out _) || (at += 4) > bytes.Length)
            {
                return false;
            }
        }

        var count = Math.Min(Number(bytes, 6) + Number(bytes, 8) + Number(bytes, 10), MaxRecords);
        var records = new List<DnsRecord>();
        for (var index = 0; index < count; index++)
        {
            if (!TryReadRecord(bytes, ref at, out var record))
            {
                return false;
            }

            if (record is not null)
            {
                records.Add(record);
            }
        }

        message = new DnsMessage((ushort)Number(bytes, 0), IsAnswer(bytes), records);
        return true;
    }

    private static bool IsAnswer(ReadOnlySpan<byte> bytes) => (bytes[2] & 0x80) != 0;

    private static int Number(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);

    /// <summary>A record of a type or class that is not known is read as null.</summary>
    private static bool TryReadRecord(ReadOnlySpan<byte> bytes, ref int at, out DnsRecord? record)
    {
        record = null;
        if (!DnsNames.TryRead(bytes, ref at, out var name) || at + 10 > bytes.Length)
        {
            return false;
        }

        var (type, kind, length) = ((DnsType)Number(bytes, at), Number(bytes, at + 2) & ClassMask, Number(bytes, at + 8));
        var begin = at + 10;
        at = begin + length;
        return at <= bytes.Length && (kind != Internet || TryReadData(bytes[..at], begin, new DnsRecord(name, type), out record));
    }

    /// <param name="bytes">The message up to the record's end.</param>
    /// <param name="at">Where its data begins.</param>
    /// <param name="bare">Its name and type.</param>
    /// <param name="record">With its data.</param>
    private static bool TryReadData(ReadOnlySpan<byte> bytes, int at, DnsRecord bare, out DnsRecord? record)
    {
        record = null;
        switch (bare.Type)
        {
            case DnsType.A when bytes.Length - at == 4:
            case DnsType.Aaaa when bytes.Length - at == 16:
                record = bare with { Address = new IPAddress(bytes[at..]) };
                return true;
            case DnsType.Ptr when DnsNames.TryRead(bytes, ref at, out var target) && at == bytes.Length:
                record = bare with { Target = target };
                return true;
            case DnsType.Srv when bytes.Length - at > 6:
                var port = (ushort)Number(bytes, at + 4);
                at += 6;
                record = DnsNames.TryRead(bytes, ref at, out var host) && at == bytes.Length ? bare with { Target = host, Port = port } : null;
                return record is not null;
            case DnsType.Txt:
                record = TryReadTexts(bytes[at..], out var texts) ? bare with { Texts = texts } : null;
                return record is not null;
            default:
                return bare.Type is not (DnsType.A or DnsType.Aaaa or DnsType.Ptr or DnsType.Srv);
        }
    }

    private static bool TryReadTexts(ReadOnlySpan<byte> data, out Dictionary<string, string> texts)
    {
        texts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (!data.IsEmpty)
        {
            var length = data[0];
            if (length >= data.Length)
            {
                return false;
            }

            var pair = data.Slice(1, length);
            data = data[(1 + length)..];
            if (pair.IndexOf((byte)'=') is > 0 and var equals && texts.Count < MaxTexts)
            {
                // The first of a name counts.
                texts.TryAdd(Encoding.UTF8.GetString(pair[..equals]), Encoding.UTF8.GetString(pair[(equals + 1)..]));
            }
        }

        return true;
    }
}
