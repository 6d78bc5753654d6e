using System.Net;
using System.Text;
using Gateway.Discovery;

namespace Gateway.Tests.Discovery;

public sealed class SsdpAnswerTests
{
    private const string Answer =
        "HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=100\r\nEXT:\r\nLOCATION: http://172.17.0.2:8080/description.xml\r\nSERVER: Linux/3.14.0 UPnP/1.0 IpBridge/1.26.0\r\n"
        + "GWID.phoscon.de: 00212EFFFF03FFC9\r\nhue-bridgeid: 00212EFFFF03FFC9\r\nST: urn:schemas-upnp-org:device:basic:1\r\nUSN: uuid:54cedf9a::urn:schemas-upnp-org:device:basic:1\r\n\r\n";

    [Fact]
    public void TryRead_AnswerOfDeconz_IsAPlaceAtItsSender()
    {
        SsdpAnswer.TryRead(Encoding.ASCII.GetBytes(Answer), out var answer).ShouldBeTrue();

        answer.ShouldBe(new SsdpAnswer("00212EFFFF03FFC9", 8080));
        var found = answer.From(IPAddress.Parse("192.168.1.202"));
        (found.Kind, found.Name, found.Url.ToString(), found.By).ShouldBe(("Deconz", "deCONZ 00212EFFFF03FFC9", "http://192.168.1.202:8080/", "deconz"));
    }

    [Theory]
    [InlineData("GWID.phoscon.de", "X-Other")] // another maker's device
    [InlineData("GWID.phoscon.de: 00212EFFFF03FFC9", "GWID.phoscon.de: 0021<b>2EFFFF0")]
    [InlineData("LOCATION: http://172.17.0.2:8080", "LOCATION: file://172.17.0.2")]
    [InlineData("LOCATION", "X-LOCATION")]
    [InlineData("HTTP/1.1 200 OK", "HTTP/1.1 404 Not Found")]
    [InlineData("HTTP/1.1 200 OK", "NOTIFY * HTTP/1.1")]
    public void TryRead_SomethingElse_IsRefused(string part, string other) =>
        SsdpAnswer.TryRead(Encoding.ASCII.GetBytes(Answer.Replace(part, other, StringComparison.Ordinal)), out _).ShouldBeFalse();

    [Fact]
    public void TryRead_EveryBeginningAndEveryByte_NeverThrows()
    {
        var whole = Encoding.ASCII.GetBytes(Answer);
        for (var at = 0; at < whole.Length; at++)
        {
            SsdpAnswer.TryRead(whole.AsSpan(0, at), out _);
            foreach (var value in new byte[] { 0, (byte)'\r', (byte)':', 0xFF })
            {
                var changed = whole.ToArray();
                changed[at] = value;
                SsdpAnswer.TryRead(changed, out _);
            }
        }

        SsdpAnswer.TryRead([.. whole, .. new byte[SsdpAnswer.MaxBytes]], out _).ShouldBeFalse("too long");
    }
}
