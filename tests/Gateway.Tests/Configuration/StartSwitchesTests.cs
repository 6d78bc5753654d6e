using Gateway.Configuration;

namespace Gateway.Tests.Configuration;

public sealed class StartSwitchesTests
{
    [Theory]
    [InlineData("")]
    [InlineData("--urls http://127.0.0.1:7000")]
    [InlineData("--URLS=http://127.0.0.1:7000 --environment Production --contentRoot /tmp")]
    [InlineData("/urls http://127.0.0.1:7000 environment=Production")]
    [InlineData("--Gateway:Hubs:home:Kind=Homey --Logging:LogLevel:Default Debug --Kestrel:Endpoints:a:Url=http://127.0.0.1:0")]
    [InlineData("--Gateway= --AllowedHosts=*")]
    [InlineData("--applicationName Gateway")]
    public void RefuseUnknown_WhatTheFrameworkReads_IsTaken(string arguments) => FaultsOf(arguments).ShouldBeEmpty();

    [Theory]
    [InlineData("--dmo", "--dmo: is no option, and no key of the configuration. Did you mean --demo? --help lists the options.")]
    [InlineData("--demo=perhaps", "--demo: is no option, and no key of the configuration. Did you mean --demo? --help lists the options.")]
    [InlineData("demo", "demo: is no option, and no key of the configuration. Did you mean --demo? --help lists the options.")]
    [InlineData("--url http://127.0.0.1:7000", "--url: is no option, and no key of the configuration. Did you mean --urls? --help lists the options.")]
    [InlineData("-urls=x", "-urls: is no option, and no key of the configuration. Did you mean --urls? --help lists the options.")]
    [InlineData("--enviroment=Production", "--enviroment: is no option, and no key of the configuration. Did you mean --environment? --help lists the options.")]
    [InlineData("--record", "--record: needs a folder, such as --record recordings.")]
    [InlineData("--replay-speed fast", "--replay-speed: needs how many times faster, such as --replay-speed 10; 0 is as fast as possible.")]
    [InlineData("--frobnicate", "--frobnicate: is no option, and no key of the configuration. --help lists the options.")]
    public void RefuseUnknown_WhatNobodyReads_IsNamedWithTheLikelyRightOne(string arguments, string fault) =>
        FaultsOf(arguments).ShouldHaveSingleItem().ShouldBe(fault);

    [Fact]
    public void RefuseUnknown_Several_AreAllNamed() => FaultsOf("--dmo=1 --urls http://127.0.0.1:0 --hlep").Count.ShouldBe(2);

    private static IReadOnlyList<string> FaultsOf(string arguments)
    {
        var faults = new ConfigurationFaults();
        StartSwitches.RefuseUnknown(StartArguments.Parse(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Rest, faults);
        return faults.All;
    }
}
