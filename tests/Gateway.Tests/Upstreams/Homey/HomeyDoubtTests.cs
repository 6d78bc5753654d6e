using Gateway.Tests.Fakes;
using Gateway.Upstreams.Homey;

namespace Gateway.Tests.Upstreams.Homey;

public sealed class HomeyDoubtTests
{
    [Fact]
    public void TryRaise_AgainAndAgain_IsEachTimeMoreSeldom()
    {
        var time = new FakeTime();
        var doubt = new HomeyDoubt(time);
        var raised = new List<double>();

        for (var minute = 0; minute < 5_000; minute++)
        {
            if (doubt.TryRaise())
            {
                raised.Add(minute);
            }

            time.Advance(TimeSpan.FromMinutes(1));
        }

        raised.Zip(raised.Skip(1), static (one, next) => next - one).ShouldBe([10, 20, 40, 80, 160, 320, 640, 1280, 1440]);
    }
}
