using Gateway.Commands;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Commands;

public sealed class HttpLaneTests
{
    private readonly HttpLane _lane = new();

    [Fact]
    public void TryEnter_OneClientTakesAllItCan_OthersStillGetIn()
    {
        Enter("greedy", 20).ShouldBe(HttpLane.MaxOfOne);
        Enter("quiet", 20).ShouldBe(HttpLane.MaxAtOnce - HttpLane.MaxOfOne);
        _lane.TryEnter("third", isRead: true).ShouldBeFalse("there is no room at all");
        _lane.TryEnter("third", isRead: false).ShouldBeTrue("reads leave room to act");

        _lane.Leave("greedy", isRead: true);
        _lane.TryEnter("third", isRead: true).ShouldBeTrue();
        _lane.TryEnter("greedy", isRead: true).ShouldBeFalse();
    }

    [Theory]
    [InlineData(429, null, true, null)]
    [InlineData(429, "7", true, 7)]
    [InlineData(503, "7", true, 7)]
    [InlineData(503, null, false, null)]
    [InlineData(503, "soon", false, null)]
    [InlineData(500, "7", false, 7)]
    public void Answer_IsBusy_WhereTheHubSaysSo(int status, string? header, bool isBusy, int? seconds)
    {
        using var answer = new HttpAnswer(status, header is null ? [] : [new("retry-after", header)], null, static () => default, new MemoryStream());

        answer.IsBusy(new FakeTime(), out var retryAfter).ShouldBe(isBusy);
        retryAfter.ShouldBe(seconds is null ? null : TimeSpan.FromSeconds(seconds.Value));
    }

    private int Enter(string client, int times) => Enumerable.Range(0, times).Count(_ => _lane.TryEnter(client, isRead: true));
}
