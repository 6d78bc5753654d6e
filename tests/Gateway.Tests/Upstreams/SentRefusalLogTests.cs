using Gateway.Configuration;
using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Gateway.Upstreams.Deconz;
using Gateway.Upstreams.HomeAssistant;
using Gateway.Upstreams.Homey;
using Gateway.Upstreams.Pryv;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Upstreams;

public sealed class SentRefusalLogTests
{
    private readonly LogSink _log = new();

    [Fact]
    public void Tell_SameNameAgain_IsWarnedOfOnce()
    {
        var refusals = new SentRefusalLog(_log.CreateLogger("x"), "home");

        refusals.Tell("call_service", "not_found");
        refusals.Tell("call_service", "not_found");
        refusals.Tell("fire_event", "unauthorized");

        _log.Lines.Select(static line => line.Level).ShouldBe([LogLevel.Warning, LogLevel.Debug, LogLevel.Warning]);
        _log.Lines[0].Text.ShouldStartWith("Hub home refused 'call_service', which nobody waited for: not_found");
    }

    [Fact]
    public void Tell_ADifferentNameEachTime_IsBounded()
    {
        var refusals = new SentRefusalLog(_log.CreateLogger("x"), "home");

        for (var number = 0; number < 1_000; number++)
        {
            refusals.Tell($"PUT lights/{number}/state", "not available");
        }

        _log.Lines.Count.ShouldBe(1_000);
        _log.Lines.Count(static line => line.Level >= LogLevel.Information).ShouldBe(32);
    }

    [Fact]
    public void Tell_NameLikeALineOfTheLog_StaysShortAndInOneLine()
    {
        new SentRefusalLog(_log.CreateLogger("x"), "home").Tell("a\nwarn: " + new string('b', 10_000), "no");

        var line = _log.Lines.ShouldHaveSingleItem().Text;
        line.Length.ShouldBeLessThan(400);
        line.ShouldNotContain("\n");
        line.ShouldContain("…'");
    }

    [Theory]
    [InlineData("Deconz")]
    [InlineData("HomeAssistant")]
    [InlineData("Homey")]
    [InlineData("Pryv")]
    public void RefusedAfterSent_OfEachKind_WarnsOncePerName(string kind)
    {
        var logger = _log.CreateLogger("x");
        var pryv = new PryvSessionLog(logger, "home", new TokenRedaction(new Secret("a-token-of-no-use")));
        Action<string, string> tell = kind switch
        {
            "Deconz" => new DeconzSessionLog(logger, "home").RefusedAfterSent,
            "HomeAssistant" => new HomeAssistantSessionLog(logger, "home").RefusedAfterSent,
            "Homey" => new HomeySessionLog(logger, "home").RefusedAfterSent,
            _ => TellPryv,
        };

        tell("the command", "no");
        tell("the command", "no");

        _log.Lines.Count(static line => line.Level == LogLevel.Warning).ShouldBe(1);
        _log.Lines.Count.ShouldBe(2);

        void TellPryv(string command, string words) => pryv.RefusedAfterSent(command, new PryvError("", words));
    }
}
