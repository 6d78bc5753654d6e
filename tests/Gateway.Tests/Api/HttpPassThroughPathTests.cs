using Gateway.Api;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Api;

public sealed class HttpPassThroughPathTests
{
    [Theory]
    [InlineData("/api/hubs/home/http", "", "")]
    [InlineData("/api/hubs/home/http/", "", "")]
    [InlineData("/api/hubs/home/http/api/states", "api/states", "api/states")]
    [InlineData("/API/Hubs/home/HTTP/api/", "api/", "api/")]
    [InlineData("/api/hubs/home/http/api/states/light.hall", "api/states/light.hall", "api/states/light.hall")]
    [InlineData("/api/hubs/home/http/lights/00:17:88:01-0b/state", "lights/00:17:88:01-0b/state", "lights/00:17:88:01-0b/state")]
    [InlineData("/api/hubs/home/http/%61pi/%73tates", "api/states", "api/states")]
    [InlineData("/api/hubs/home/http/a%20b", "a b", "a%20b")]
    [InlineData("/api/hubs/home/http/gr%C3%BCn", "grün", "gr%C3%BCn")]
    [InlineData("/api/hubs/home/http/%e4%bd%a0", "你", "%E4%BD%A0")]
    [InlineData("/api/hubs/home/http/a%22%3Cb%3E%7C", "a\"<b>|", "a%22%3Cb%3E%7C")]
    [InlineData("/api/hubs/home/http/a+b;c=d,e", "a+b;c=d,e", "a+b;c=d,e")]
    [InlineData("/api/hubs/home/http/...", "...", "...")]
    [InlineData("/api/hubs/home/http/.well-known/x..y", ".well-known/x..y", ".well-known/x..y")]
    [InlineData("/api/hubs/home/http/homey:device:1", "homey:device:1", "homey:device:1")]
    [InlineData("/%61pi/hubs/ho%6De/http/x", "x", "x")]
    [InlineData("/base/api/hubs/home/http/x", "x", "x")]
    [InlineData("/api/hubs/home/http/api/hubs/home/http/x", "api/hubs/home/http/x", "api/hubs/home/http/x")]
    public void TryRead_PlainPath_IsDecodedOnceAndWrittenAnew(string path, string plain, string encoded)
    {
        HttpPassThroughPath.TryRead(path, new PathString("/base"), "home", out var read, out var fault).ShouldBeTrue(fault);

        read.Plain.ShouldBe(plain);
        read.Encoded.ShouldBe(encoded);
        fault.ShouldBeNull();
    }

    [Theory]
    [InlineData("http://elsewhere.example/api/hubs/home/http/x", "address of its own")]
    [InlineData("*", "address of its own")]
    [InlineData("", "address of its own")]
    [InlineData("//api/hubs/home/http/x", "before the hub's own")]
    [InlineData("/x/../api/hubs/home/http/x", "before the hub's own")]
    [InlineData("/api/hubs/other/http/x", "before the hub's own")]
    [InlineData("/api/hubs/HOME/http/x", "before the hub's own")]
    [InlineData("/api/hubs/home/http/../../other/http/x", "'.' or '..'")]
    [InlineData("/elsewhere/api/hubs/home/http/x", "before the hub's own")]
    [InlineData("/api/hubs/home%2Fhttp/x", "before the hub's own")]
    [InlineData("/api/hubs/home/http//x", "empty segment")]
    [InlineData("/api/hubs/home/http/x//", "empty segment")]
    [InlineData("/api/hubs/home/http/a//b", "empty segment")]
    [InlineData("/api/hubs/home/http/..", "'.' or '..'")]
    [InlineData("/api/hubs/home/http/.", "'.' or '..'")]
    [InlineData("/api/hubs/home/http/a/../b", "'.' or '..'")]
    [InlineData("/api/hubs/home/http/a/./b", "'.' or '..'")]
    [InlineData("/api/hubs/home/http/%2e%2e/b", "'.' or '..'")]
    [InlineData("/api/hubs/home/http/.%2E/b", "'.' or '..'")]
    [InlineData("/api/hubs/home/http/a/%2e", "'.' or '..'")]
    [InlineData("/api/hubs/home/http/..;/b", "'.' or '..'")]
    [InlineData("/api/hubs/home/http/..;x=1/b", "'.' or '..'")]
    [InlineData("/api/hubs/home/http/%2e%2e%3b/b", "'.' or '..'")]
    [InlineData("/api/hubs/home/http/..%20/b", "'.' or '..'")]
    [InlineData("/api/hubs/home/http/%20../b", "'.' or '..'")]
    [InlineData("/api/hubs/home/http/;x/b", "empty for some servers")]
    [InlineData("/api/hubs/home/http/%20/b", "empty for some servers")]
    [InlineData("/api/hubs/home/http/a%2Fb", "encoded '/'")]
    [InlineData("/api/hubs/home/http/..%2f..%2fx", "encoded '/'")]
    [InlineData("/api/hubs/home/http/a%252Fb", "encoded '%'")]
    [InlineData("/api/hubs/home/http/%252e%252e/b", "encoded '%'")]
    [InlineData("/api/hubs/home/http/a%3Fb", "encoded '?'")]
    [InlineData("/api/hubs/home/http/a%23b", "encoded '#'")]
    [InlineData("/api/hubs/home/http/a#b", "percent-encoded")]
    [InlineData("/api/hubs/home/http/a\\b", "backslash")]
    [InlineData("/api/hubs/home/http/..\\b", "backslash")]
    [InlineData("/api/hubs/home/http/a%5Cb", "backslash")]
    [InlineData("/api/hubs/home/http/%5c%5celsewhere", "backslash")]
    [InlineData("/api/hubs/home/http/a%0d%0aX-Evil:%201", "control character")]
    [InlineData("/api/hubs/home/http/a%0A", "control character")]
    [InlineData("/api/hubs/home/http/a%00", "control character")]
    [InlineData("/api/hubs/home/http/a%1b", "control character")]
    [InlineData("/api/hubs/home/http/a%7f", "control character")]
    [InlineData("/api/hubs/home/http/a%c2%85", "control character")]
    [InlineData("/api/hubs/home/http/a%e2%80%ae", "cannot be seen")]
    [InlineData("/api/hubs/home/http/a%e2%80%8b", "cannot be seen")]
    [InlineData("/api/hubs/home/http/a%ef%bb%bf", "cannot be seen")]
    [InlineData("/api/hubs/home/http/a%e2%80%a8b", "cannot be seen")]
    [InlineData("/api/hubs/home/http/%ef%bc%8e%ef%bc%8e/b", "looks like")]
    [InlineData("/api/hubs/home/http/a%ef%bc%8fb", "looks like")]
    [InlineData("/api/hubs/home/http/a%e2%88%95b", "looks like")]
    [InlineData("/api/hubs/home/http/%c0%ae%c0%ae/b", "UTF-8")]
    [InlineData("/api/hubs/home/http/a%c0%afb", "UTF-8")]
    [InlineData("/api/hubs/home/http/a%ff", "UTF-8")]
    [InlineData("/api/hubs/home/http/a%ed%a0%80", "UTF-8")]
    [InlineData("/api/hubs/home/http/a%", "percent sign")]
    [InlineData("/api/hubs/home/http/a%2", "percent sign")]
    [InlineData("/api/hubs/home/http/a%zz", "percent sign")]
    [InlineData("/api/hubs/home/http/a%u002e", "percent sign")]
    [InlineData("/api/hubs/home/http/a%+2", "percent sign")]
    [InlineData("/api/hubs/home/http/grün", "percent-encoded")]
    [InlineData("/api/hubs/home/http/a b", "percent-encoded")]
    [InlineData("/api/hubs/home/http/http:/elsewhere.example", "address of its own")]
    [InlineData("/api/hubs/home/http/http://elsewhere.example", "address of its own")]
    [InlineData("/api/hubs/home/http/http%3A/elsewhere.example", "address of its own")]
    public void TryRead_PathThatCouldMeanAnother_IsRefusedByName(string path, string fault)
    {
        HttpPassThroughPath.TryRead(path, new PathString("/base"), "home", out var read, out var said).ShouldBeFalse();

        said.ShouldNotBeNull().ShouldContain(fault);
        read.ShouldBe(default);
    }

    [Fact]
    public void TryRead_TooLong_IsRefused() =>
        HttpPassThroughPath.TryRead("/api/hubs/home/http/" + new string('a', 2048), default, "home", out _, out _).ShouldBeFalse();

    [Theory]
    [InlineData("", "")]
    [InlineData("a=1&b=2", "a=1&b=2")]
    [InlineData("a=%20%0A&b[]=x", "a=%20%0A&b[]=x")]
    [InlineData("a=\"{}\"&b=\\|^`", "a=%22%7B%7D%22&b=%5C%7C%5E%60")]
    [InlineData("a=http://x/?y", "a=http://x/?y")]
    public void Query_Plain_IsAsItWas(string query, string expected)
    {
        HttpPassThroughQuery.Read(query, out var encoded).ShouldBeNull();

        encoded.ShouldBe(expected);
    }

    [Theory]
    [InlineData("a=%")]
    [InlineData("a=%0")]
    [InlineData("a=%gg")]
    [InlineData("a=%00")]
    [InlineData("a=1#b")]
    [InlineData("a=1 b")]
    [InlineData("a=\r\nX: 1")]
    [InlineData("a=ü")]
    public void Query_ThatIsNone_IsRefused(string query) => HttpPassThroughQuery.Read(query, out _).ShouldNotBeNull();
}
