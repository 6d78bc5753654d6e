using Gateway.Access;
using Gateway.Configuration;
using Microsoft.Extensions.Configuration;

namespace Gateway.Tests.Access;

public sealed class BindRuleTests
{
    [Theory]
    [InlineData("http://127.0.0.1:5280", true)]
    [InlineData("http://127.1.2.3:0", true)]
    [InlineData("https://localhost:5281/", true)]
    [InlineData("http://LOCALHOST", true)]
    [InlineData("http://[::1]:5280", true)]
    [InlineData("http://unix:/run/gateway.sock", true)]
    [InlineData("http://0.0.0.0:5280", false)]
    [InlineData("http://[::]:5280", false)]
    [InlineData("http://*:5280", false)]
    [InlineData("http://+:80", false)]
    [InlineData("http://192.168.1.5:5280", false)]
    [InlineData("http://localhost.evil.example", false)]
    [InlineData("http://127.0.0.1.evil.example:80", false)]
    [InlineData("http://127.0.0.1:abc", false)]
    [InlineData("", false)]
    public void IsLoopback_Address_TellsWhetherOnlyThisMachineReachesIt(string address, bool expected) =>
        ListenAddress.IsLoopback(address).ShouldBe(expected);

    [Theory]
    [InlineData("urls", "http://127.0.0.1:1;http://0.0.0.0:2", "urls: 'http://0.0.0.0:2'")]
    [InlineData("http_ports", "8080", "http_ports: 'http://*:8080'")]
    [InlineData("Kestrel:Endpoints:Lan:Url", "http://*:9000", "Kestrel:Endpoints:Lan:Url: 'http://*:9000'")]
    public void Check_AddressOnTheNetwork_IsAMistakeThatNamesKeyAndCure(string key, string value, string expected)
    {
        var fault = Check(key, value, allowAnonymous: false).ShouldHaveSingleItem();

        fault.ShouldStartWith(expected);
        fault.ShouldContain("AllowAnonymous");
        fault.ShouldContain("key add");
    }

    [Theory]
    [InlineData("http://127.0.0.1:abc", "has no port that could be read")]
    [InlineData("http://127.0.0.1:99999", "has the port 99999; it is a number from 0 to 65535")]
    [InlineData("http://127.0.0.1:-1", "has the port -1")]
    [InlineData("http://127.0.0.1:5280/house", "Leave out '/house'")]
    [InlineData("ftp://127.0.0.1:21", "has the scheme 'ftp'; http and https are served")]
    [InlineData("127.0.0.1:5280", "is no address to listen at")]
    [InlineData("http://:5280", "")]
    public void Check_AddressThatCannotBe_IsAMistakeWithOrWithoutAKey(string address, string expected)
    {
        foreach (var hasKeys in new[] { false, true })
        {
            Check("urls", address, allowAnonymous: false, hasKeys).ShouldHaveSingleItem().ShouldContain(expected);
        }
    }

    [Theory]
    [InlineData("http://127.0.0.1:5280/")]
    [InlineData("http://unix:/run/gateway.sock")]
    [InlineData("https://localhost")]
    [InlineData("http://[::1]:0")]
    public void Check_AddressOfThisMachine_Passes(string address) => Check("urls", address, allowAnonymous: false).ShouldBeEmpty();

    [Fact]
    public void Check_AnonymousAllowed_LetsAnyAddressPass() =>
        Check("urls", "http://0.0.0.0:2", allowAnonymous: true).ShouldBeEmpty();

    [Fact]
    public void Check_WithAKey_LetsAnyAddressPass() =>
        Check("urls", "http://0.0.0.0:2", allowAnonymous: false, hasKeys: true).ShouldBeEmpty();

    private static IReadOnlyList<string> Check(string key, string value, bool allowAnonymous, bool hasKeys = false)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build();
        var faults = new ConfigurationFaults();
        BindRule.Check(configuration, new AccessOptions(allowAnonymous, []), hasKeys, faults);
        return faults.All;
    }
}
