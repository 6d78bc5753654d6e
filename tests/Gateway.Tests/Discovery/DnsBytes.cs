using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Gateway.Tests.Discovery;

/// <summary>Writes DNS answers by hand, by the letter of RFC 1035, names uncompressed unless a test says how.</summary>
internal sealed class DnsBytes
{
    private readonly List<byte> _bytes = [0, 0, 0x84, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    private ushort _answers;

    public DnsBytes(ushort id, bool isResponse = true)
    {
        Number(0, id);
        _bytes[2] = (byte)(isResponse ? 0x84 : 0);
    }

    public int Length => _bytes.Count;

    public static byte[] Name(string name) => [.. name.Split('.', StringSplitOptions.RemoveEmptyEntries).SelectMany(static label => Label(label)), 0];

    public static byte[] Label(string label) => [(byte)Encoding.UTF8.GetByteCount(label), .. Encoding.UTF8.GetBytes(label)];

    public static byte[] PointerTo(int at) => [(byte)(0xC0 | (at >> 8)), (byte)at];

    public DnsBytes Question(string name)
    {
        _bytes.AddRange([.. Name(name), 0, 12, 0, 1]);
        Number(4, 1);
        return this;
    }

    public DnsBytes Pointer(string service, string instance) => Record(Name(service), 12, Instance(instance, service));

    public DnsBytes Service(string instance, string service, ushort port, string host) =>
        Record(Instance(instance, service), 33, [0, 0, 0, 0, (byte)(port >> 8), (byte)port, .. Name(host)]);

    public DnsBytes Texts(string instance, string service, params string[] pairs) => Record(Instance(instance, service), 16, [.. pairs.SelectMany(Label)]);

    public DnsBytes Address(string host, string address) => Record(Name(host), 1, IPAddress.Parse(address).GetAddressBytes());

    /// <summary>Any record, its class with the bit that multicast DNS puts there.</summary>
    public DnsBytes Record(byte[] name, ushort type, byte[] data, int? length = null)
    {
        var size = length ?? data.Length;
        _bytes.AddRange([.. name, (byte)(type >> 8), (byte)type, 0x80, 1, 0, 0, 0, 120, (byte)(size >> 8), (byte)size, .. data]);
        Number(6, ++_answers);
        return this;
    }

    public byte[] ToArray() => [.. _bytes];

    private static byte[] Instance(string instance, string service) => [.. Label(instance), .. Name(service)];

    private void Number(int at, ushort number)
    {
        Span<byte> two = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(two, number);
        (_bytes[at], _bytes[at + 1]) = (two[0], two[1]);
    }
}
