using System.Net;
using Gateway.Discovery;

namespace Gateway.Tests.Discovery;

public sealed class DnsMessageTests
{
    private const string Service = "_home-assistant._tcp.local";

    [Fact]
    public void TryRead_AnswerOfAHomeAssistant_HasItsRecords()
    {
        var bytes = new DnsBytes(7)
            .Question(Service)
            .Pointer(Service, "Anna's house v1.2")
            .Service("Anna's house v1.2", Service, 8123, "ha.local")
            .Texts("Anna's house v1.2", Service, "version=2026.11.1", "Location_Name=Home", "location_name=other", "no pair", "=no name")
            .Address("ha.local", "192.168.1.20")
            .ToArray();

        DnsMessage.TryRead(bytes, out var message).ShouldBeTrue();

        message.Id.ShouldBe((ushort)7);
        message.IsResponse.ShouldBeTrue();
        message.Records.Select(static record => record.Type).ShouldBe([DnsType.Ptr, DnsType.Srv, DnsType.Txt, DnsType.A]);
        message.Records[0].Target.ShouldBe(@"Anna's house v1\.2._home-assistant._tcp.local");
        DnsNames.First(message.Records[0].Target!).ShouldBe("Anna's house v1.2");
        (message.Records[1].Target, message.Records[1].Port).ShouldBe(("ha.local", (ushort)8123));
        message.Records[2].Texts!.Count.ShouldBe(2);
        message.Records[2].Texts!["location_name"].ShouldBe("Home", "the first of a name counts, in any case");
        message.Records[3].Address.ShouldBe(IPAddress.Parse("192.168.1.20"));
    }

    [Fact]
    public void TryRead_CompressedNames_AreReadWhole()
    {
        var at = 12;
        var bytes = new DnsBytes(7).Question(Service).Record(DnsBytes.PointerTo(at), 12, [.. DnsBytes.Label("Home"), .. DnsBytes.PointerTo(at)]).ToArray();

        DnsMessage.TryRead(bytes, out var message).ShouldBeTrue();

        message.Records.ShouldHaveSingleItem().Name.ShouldBe(Service);
        message.Records[0].Target.ShouldBe("Home." + Service);
    }

    [Fact]
    public void TryRead_NamesThatPointInCircles_AreRefused()
    {
        // Each lies behind the 12 bytes of the header.
        byte[][] names =
        [
            DnsBytes.PointerTo(12), // itself
            [.. DnsBytes.Label("a"), .. DnsBytes.PointerTo(12)], // its own beginning
            DnsBytes.PointerTo(14), // what follows
            DnsBytes.PointerTo(0x3FFF), // beyond the end
            [0xC0], // half a pointer
            [0x40, 1, 2], // a label of a sort that there is not
            [63, 1, 2], // a label that is longer than the message
            [.. Enumerable.Range(0, 5).SelectMany(static _ => DnsBytes.Label(new string('a', 60))), 0], // 305 bytes
        ];
        foreach (var name in names)
        {
            DnsMessage.TryRead(new DnsBytes(7).Record(name, 1, [127, 0, 0, 1]).ToArray(), out _).ShouldBeFalse(Convert.ToHexString(name));
        }
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void TryRead_NameOfManyPointers_IsRefusedAfterSome(int pointers, bool expected)
    {
        // A record of another sort holds them, each to the one before it.
        var begin = 12 + 1 + 10;
        byte[] chain = [0, 0, .. Enumerable.Range(0, pointers - 1).SelectMany(hop => DnsBytes.PointerTo(begin + (2 * hop)))];
        var bytes = new DnsBytes(7).Record([0], 99, chain).Record(DnsBytes.PointerTo(begin + chain.Length - 2), 1, [127, 0, 0, 1]).ToArray();

        DnsMessage.TryRead(bytes, out _).ShouldBe(expected);
    }

    [Fact]
    public void TryReadAnswer_NotToOurs_IsLeftAtItsHeader()
    {
        static byte[] Message(ushort id, bool isResponse) => new DnsBytes(id, isResponse).Question(Service).Pointer(Service, "Home").Address("ha.local", "192.168.1.20").ToArray();
        DnsMessage.TryReadAnswer(Message(7, true), 7, out var message).ShouldBeTrue();
        message.Records.Count.ShouldBe(2);
        byte[][] others = [Message(8, true), Message(7, false), Message(7, true)[..11], []];
        foreach (var other in others)
        {
            // Whoever reads on makes texts of the names.
            var before = GC.GetAllocatedBytesForCurrentThread();
            var isAnswer = DnsMessage.TryReadAnswer(other, 7, out _);
            var made = GC.GetAllocatedBytesForCurrentThread() - before;
            isAnswer.ShouldBeFalse();
            made.ShouldBe(0);
        }
    }

    [Theory]
    [InlineData(1, "7F000001FF")] // an address of five bytes
    [InlineData(28, "7F000001")]
    [InlineData(33, "000000000050")] // no host
    [InlineData(12, "0161")] // a name without an end
    [InlineData(12, "00FF")] // something behind the name
    [InlineData(16, "05616263")] // a text that is longer than the record
    public void TryRead_DataThatIsNone_IsRefused(int type, string data) =>
        DnsMessage.TryRead(new DnsBytes(7).Record(DnsBytes.Name("a.local"), (ushort)type, Convert.FromHexString(data)).ToArray(), out _).ShouldBeFalse();

    [Fact]
    public void TryRead_RecordLongerThanTheMessage_IsRefused() =>
        DnsMessage.TryRead(new DnsBytes(7).Record(DnsBytes.Name("a.local"), 99, [1, 2, 3], length: 4).ToArray(), out _).ShouldBeFalse();

    [Fact]
    public void TryRead_RecordsOfOtherSorts_AreLeftOut()
    {
        DnsMessage.TryRead(new DnsBytes(7).Record(DnsBytes.Name("a.local"), 47, [1, 2, 3]).Address("a.local", "10.0.0.1").ToArray(), out var message).ShouldBeTrue();

        message.Records.ShouldHaveSingleItem().Type.ShouldBe(DnsType.A);
    }

    [Fact]
    public void TryRead_MoreRecordsThanTheBound_ReadsTheFirst()
    {
        var bytes = new DnsBytes(7);
        for (var number = 0; number < DnsMessage.MaxRecords + 20; number++)
        {
            bytes.Address("a", $"10.0.0.{number % 256}");
        }

        DnsMessage.TryRead(bytes.ToArray(), out var message).ShouldBeTrue();
        message.Records.Count.ShouldBe(DnsMessage.MaxRecords);
    }

    [Fact]
    public void TryRead_EveryBeginningAndEveryFlippedByte_NeverThrows()
    {
        var whole = new DnsBytes(7).Question(Service).Pointer(Service, "Home").Service("Home", Service, 8123, "ha.local").Texts("Home", Service, "version=1").Address("ha.local", "10.0.0.1").ToArray();
        for (var length = 0; length < whole.Length; length++)
        {
            DnsMessage.TryRead(whole.AsSpan(0, length), out _).ShouldBeFalse($"{length} of {whole.Length} bytes");
        }

        for (var at = 0; at < whole.Length; at++)
        {
            foreach (var value in new byte[] { 0, 1, 0x3F, 0x40, 0x80, 0xC0, 0xFF })
            {
                var changed = whole.ToArray();
                changed[at] = value;
                if (DnsMessage.TryRead(changed, out var message))
                {
                    message.Records.Count.ShouldBeLessThanOrEqualTo(DnsMessage.MaxRecords);
                }
            }
        }
    }

    [Theory]
    [InlineData("_home-assistant._tcp.local")]
    [InlineData(@"Anna\.s \\ house._http._tcp.local")]
    [InlineData("Küche.local")]
    public void Query_IsReadAsWhatWasAsked(string name)
    {
        var query = DnsMessage.Query(7, [new DnsQuestion(name, DnsType.Ptr), new DnsQuestion("a..b", DnsType.A), new DnsQuestion(new string('x', 64), DnsType.A)]);

        DnsMessage.TryRead(query, out var message).ShouldBeTrue();
        message.IsResponse.ShouldBeFalse();
        query[5].ShouldBe((byte)1, "what cannot be written is left out");
        var at = 12;
        DnsNames.TryRead(query, ref at, out var read).ShouldBeTrue();
        read.ShouldBe(name);
        query[at..].ShouldBe([0, 12, 0, 1]);
    }

    [Fact]
    public void Query_OfNothingThatCanBeAsked_IsEmpty() => DnsMessage.Query(7, [new DnsQuestion("", DnsType.A) with { Name = "a..b" }]).ShouldBeEmpty();
}
