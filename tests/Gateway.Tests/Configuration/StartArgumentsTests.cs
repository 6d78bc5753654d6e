using Gateway.Configuration;

namespace Gateway.Tests.Configuration;

public sealed class StartArgumentsTests
{
    [Theory]
    [InlineData("", false, "")]
    [InlineData("--demo", true, "")]
    [InlineData("--DEMO", true, "")]
    [InlineData("--demo --urls http://127.0.0.1:7000", true, "--urls http://127.0.0.1:7000")]
    [InlineData("--urls http://127.0.0.1:7000 --demo", true, "--urls http://127.0.0.1:7000")]
    [InlineData("--urls=http://127.0.0.1:7000 --demo --environment Production", true, "--urls=http://127.0.0.1:7000 --environment Production")]
    [InlineData("--demo=true", true, "")]
    [InlineData("--demo=False --urls x", false, "--urls x")]
    [InlineData("--demo=perhaps", false, "--demo=perhaps")]
    [InlineData("--demonstrate", false, "--demonstrate")]
    [InlineData("demo", false, "demo")]
    public void Parse_Arguments_TakesOutTheFlagOnly(string arguments, bool isDemo, string rest)
    {
        var parsed = StartArguments.Parse(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        parsed.IsDemo.ShouldBe(isDemo);
        parsed.Rest.ShouldBe(rest.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
