using System.Net;
using System.Text;
using Gateway.Discovery;

namespace Gateway.Stress.Fuzzing.Codecs;

/// <summary>What anybody on the network may answer to a search for hubs.</summary>
internal static class DiscoveryCodecs
{
    public static IEnumerable<FuzzCodec> All() =>
    [
        new("dns-message", Message, [Whole(), Whole(compressed: true), Whole("http://a\u2100.local:8123"), Whole($"http://{new string('\u00E4', 59)}.local"), [0, 7, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0xC0, 12, 0, 12, 0x80, 1, 0, 0, 0, 1, 0, 2, 0xC0, 12], new byte[12]])
        {
            // A name may be pointed at by each record, so that little says much; but not without end.
            MaxBytes = 2 << 20,
            MaxBytesPerByte = 1_500,
        },
        FuzzCodec.Of(
            "ssdp-answer", Ssdp,
            "HTTP/1.1 200 OK\r\nLOCATION: http://192.168.1.202:80/description.xml\r\nGWID.phoscon.de: 00212EFFFF03FFC9\r\nST: urn:schemas-upnp-org:device:basic:1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nlocation:http://[::1]:8080\r\ngwid.phoscon.de:00212effff03ffc9\r\n\r\n", "NOTIFY * HTTP/1.1\r\n\r\n"),
    ];

    private static bool Message(byte[] input)
    {
        if (!DnsMessage.TryRead(input, out var message))
        {
            return false;
        }

        Must.Hold(message.Records.Count <= DnsMessage.MaxRecords, "no more records than the bound");
        Must.Hold(message.Records.All(static record => record.Name.Length <= 512 && (record.Target?.Length ?? 0) <= 512), "no name is longer than names can be");
        foreach (var record in message.Records)
        {
            var query = DnsMessage.Query(message.Id, [new DnsQuestion(record.Name, DnsType.A)]);
            Must.Hold(query.Length == 0 || (DnsMessage.TryRead(query, out var asked) && asked.Id == message.Id && !asked.IsResponse), "what is asked can be read", record.Name);
        }

        var answers = new MdnsAnswers();
        answers.Take(message);
        var questions = 0;
        while (answers.Next() is { Count: > 0 } next)
        {
            questions += next.Count;
        }

        Must.Hold(questions <= (3 * DnsMessage.MaxRecords) + 2, "questions end");
        Must.Hold(answers.Findings().All(static found => found.Name.Length <= 65 && found.Url.Scheme is "http" or "https" && found.Url.UserInfo.Length == 0 && Ascii.IsValid(found.Url.IdnHost)), "what is found is fit to be shown");
        return true;
    }

    private static bool Ssdp(byte[] input)
    {
        if (!SsdpAnswer.TryRead(input, out var answer))
        {
            return false;
        }

        var found = answer.From(IPAddress.Loopback);
        Must.Hold(found.Url.Host is "127.0.0.1", "it is where its sender is", found.Url.ToString());
        Must.Hold(answer.Id.Length == 16 && answer.Id.All(char.IsAsciiHexDigitUpper), "an id has 16 digits", answer.Id);
        return true;
    }

    /// <summary>A Home Assistant's and a Homey's records.</summary>
    private static byte[] Whole(string url = "http://ha.local:8123", bool compressed = false)
    {
        var bytes = new List<byte> { 0, 7, 0x84, 0, 0, 0, 0, 6, 0, 0, 0, 0 };
        var service = Name("_home-assistant._tcp.local");
        byte[] Instance() => [4, .. "Home"u8, .. compressed ? [0xC0, 12] : service];
        Add(service, 12, Instance());
        Add(Instance(), 33, [0, 0, 0, 0, 0x1F, 0xBB, .. Name("ha.local")]);
        Add(Instance(), 16, [.. Text("location_name=Home"), .. Text("version=2026.11.1"), .. Text($"internal_url={url}")]);
        Add(Name("ha.local"), 1, [192, 168, 1, 20]);
        Add(Name("x._anything._tcp.local"), 33, [0, 0, 0, 0, 0, 80, .. Name("homey-5f1a2b3c4d5e6f7a8b9c0d1e.local")]);
        Add(Name("homey-5f1a2b3c4d5e6f7a8b9c0d1e.local"), 1, [192, 168, 1, 100]);
        return [.. bytes];

        void Add(byte[] name, byte type, byte[] data) => bytes.AddRange([.. name, 0, type, 0x80, 1, 0, 0, 0, 120, (byte)(data.Length >> 8), (byte)data.Length, .. data]);
    }

    private static byte[] Name(string name) => [.. name.Split('.').SelectMany(Text), 0];

    private static byte[] Text(string text) => [(byte)Encoding.UTF8.GetByteCount(text), .. Encoding.UTF8.GetBytes(text)];
}
