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

    [Theory]
    [InlineData("--record a --urls x", "a", null, 1, "--urls x")]
    [InlineData("--demo --record=a b", "a", null, 1, "b")]
    [InlineData("--replay tapes --replay-speed 0", null, "tapes", 0, "")]
    [InlineData("--replay-speed=2.5 --REPLAY tapes", null, "tapes", 2.5, "")]
    [InlineData("--record --demo", null, null, 1, "--record")]
    [InlineData("--replay-speed fast", null, null, 1, "--replay-speed fast")]
    public void Parse_RecordAndReplay_AreTakenOut(string arguments, string? record, string? replay, double speed, string rest)
    {
        var parsed = StartArguments.Parse(arguments.Split(' '));

        parsed.RecordTo.ShouldBe(record);
        parsed.ReplayFrom.ShouldBe(replay);
        parsed.ReplaySpeed.ShouldBe(speed);
        parsed.IgnoresUser.ShouldBe(replay is not null || arguments.StartsWith("--demo", StringComparison.Ordinal) || arguments.EndsWith("--demo", StringComparison.Ordinal));
        parsed.Rest.ShouldBe(rest.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
