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
    [InlineData("", false)]
    public void IsLoopback_Address_TellsWhetherOnlyThisMachineReachesIt(string address, bool expected) =>
        BindRule.IsLoopback(address).ShouldBe(expected);

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
