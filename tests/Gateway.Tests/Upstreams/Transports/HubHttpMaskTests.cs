using System.Text;
using Gateway.Upstreams.Transports;

namespace Gateway.Tests.Upstreams.Transports;

public sealed class HubHttpMaskTests
{
    [Theory]
    [InlineData("S3CRETs", "x S3CRETs y", "x ******* y")]
    [InlineData("S3CRETs", "S3CRETsS3CRETs", "**************")]
    [InlineData("S3CRETs", "S3CRETS3CRETs", "S3CRET*******")]
    [InlineData("aab", "aaaab aab", "aa*** ***")]
    [InlineData("a/b c", "?auth=a%2Fb%20c&x=a%2fb%20c", "?auth=*********&x=*********")]
    [InlineData("a/b\"c", """{"t":"a\/b\"c","u":"a/b\u0022c"}""", """{"t":"*******","u":"**********"}""")]
    [InlineData("a/bc", """{"t":"a\/bc"}""", """{"t":"*****"}""")]
    [InlineData("a&b", "<a href='a&amp;b'>", "<a href='*******'>")]
    [InlineData("grün-token", "grün-token", "***********")]
    public void Clean_TextInAnyPieces_HasNoSecretAndKeepsItsLength(string secret, string text, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            for (var second = cut; second <= bytes.Length; second++)
            {
                Encoding.UTF8.GetString(Pass(new HubHttpMask([secret]), bytes[..cut], bytes[cut..second], bytes[second..])).ShouldBe(expected, $"cut at {cut} and {second}");
            }
        }
    }

    [Fact]
    public void Clean_EndThatIsNoBeginning_IsNotHeldBack()
    {
        new HubHttpMask(["S3CRETs"]).Clean("data: ping\n\n"u8.ToArray()).ShouldBe(0);
        new HubHttpMask(["S3CRETs"]).Clean("data: S3C"u8.ToArray()).ShouldBe(3);
    }

    /// <summary>As a body is read: what may be the beginning of a secret is put before the next piece.</summary>
    private static byte[] Pass(HubHttpMask mask, params byte[][] pieces)
    {
        var passed = new List<byte>();
        byte[] held = [];
        foreach (var piece in pieces)
        {
            byte[] bytes = [.. held, .. piece];
            var open = mask.Clean(bytes);
            passed.AddRange(bytes[..^open]);
            held = bytes[^open..];
        }

        return [.. passed, .. held];
    }
}
