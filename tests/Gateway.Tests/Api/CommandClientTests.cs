using System.Net;
using Gateway.Access;
using Gateway.Api;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Api;

public sealed class CommandClientTests
{
    [Theory]
    [InlineData("127.0.0.1", "local")]
    [InlineData("::1", "local")]
    [InlineData("::ffff:127.0.0.1", "local")]
    [InlineData(null, "local")]
    [InlineData("192.168.1.7", "192.168.1.7")]
    [InlineData("::ffff:192.168.1.7", "192.168.1.7")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    public void Of_Request_IsItsAddress(string? address, string client)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = address is null ? null : IPAddress.Parse(address);

        CommandClient.Of(context).Name.ShouldBe(client);
    }

    [Fact]
    public void Of_RequestWithAKey_IsTheKeyWhereverItComesFrom()
    {
        var key = new AccessKey("192.168.1.7", KeySecret.Hash("x"), [], created: null, expires: null);
        var context = new DefaultHttpContext { User = key.Caller.Principal };

        CommandClient.Of(context).Name.ShouldBe("key 192.168.1.7", "a key may be called like an address");
    }
}
