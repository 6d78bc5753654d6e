using System.Text;
using System.Text.Json;
using Gateway.Upstreams;
using Gateway.Upstreams.Pryv;

namespace Gateway.Tests.Upstreams.Pryv;

public sealed class PryvFetchTests
{
    private readonly PryvModelServer _server = new();
    private readonly PryvMemory _memory = new();
    private readonly List<string> _told = [];
    private readonly PryvFetch _fetch;

    public PryvFetchTests()
    {
        _fetch = new PryvFetch(_server.CallAsync, _memory, Tell);
        _memory.Begin(_server.Clock);
    }

    [Fact]
    public async Task Run_Always_BoundsTheTimesAndAsksForEverythingOldestFirst()
    {
        await RunAsync();

        _server.Asked.ShouldHaveSingleItem().ToJsonString().ShouldBe(
            """{"modifiedSince":999999,"includeDeletions":true,"state":"all","fromTime":-100000000000,"toTime":100000000000,"sortAscending":true,"limit":1000}""");
    }

    [Fact]
    public async Task Run_MoreThanTwentyAndOfAllTimes_TellsThemAll()
    {
        for (var i = 0; i < 50; i++)
        {
            _server.Put($"e{i}", time: i % 2 == 0 ? -5_000_000_000 : 5_000_000_000);
        }

        await RunAsync();

        _told.Count.ShouldBe(50);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_ChangesInOneInstantBeforeAndAfterAFetch_TellsEachOnce(bool includesTheInstant)
    {
        _server.IncludesTheInstant = includesTheInstant;
        _server.Clock += 10;
        _server.Put("a");
        await RunAsync();
        _server.Put("b");
        _server.Put("a", trashed: true);
        _server.Put("c");
        _server.Delete("c");
        await RunAsync();
        await RunAsync();

        _told.ShouldBe(["changed a", "changed b", "gone a", "deleted c"], ignoreOrder: true);
        _told.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Run_InOneAnswer_TellsOldestChangeFirst()
    {
        _server.Clock += 1;
        _server.Put("late in the diary, changed first", time: 9_000_000);
        _server.Clock += 1;
        _server.Delete("deleted second");
        _server.Clock += 1;
        _server.Put("early in the diary, changed last", time: 1);

        await RunAsync();

        _told.ShouldBe(["changed late in the diary, changed first", "deleted deleted second", "changed early in the diary, changed last"]);
    }

    [Fact]
    public async Task Run_ThousandsOfChanges_ReadsThemPageByPage()
    {
        _server.Clock += 10;
        for (var i = 0; i < 2_500; i++)
        {
            _server.Put($"e{i}", time: i);
            _server.Delete($"d{i}");
        }

        await RunAsync();

        _told.Distinct(StringComparer.Ordinal).Count().ShouldBe(5_000);
        _told.Count.ShouldBe(5_000);
        _server.Calls.ShouldBe(3);
        _server.Asked.Select(static asked => asked["skip"]?.GetValue<int>() ?? 0).ShouldBe([0, 999, 1998]);
    }

    [Fact]
    public async Task Run_EventsBeforeThePlaceGoAwayMeanwhile_NoneSlipsThrough()
    {
        SmallPages(15);
        _server.Clock += 10;
        for (var i = 0; i < 40; i++)
        {
            _server.Put($"e{i}", time: i);
        }

        _server.BeforeAnswer = () =>
        {
            for (var i = 0; _server.Calls == 2 && i < 5; i++)
            {
                _server.Delete($"e{i}");
            }
        };
        await RunAsync();

        Enumerable.Range(5, 35).ShouldAllBe(i => _told.Contains($"changed e{i}"));
        _told.Count.ShouldBe(_told.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Run_RandomLifeReadInSmallPages_MissesNothingAndRepeatsNothing()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var life = new PryvModelLife(seed);
            await life.RunAsync();
            life.Told.Count.ShouldBe(life.Told.Distinct().Count(), $"seed {seed}: something was told twice");
            life.Missed.ShouldBeEmpty($"seed {seed}");
        }
    }

    [Fact]
    public async Task Run_TooManyResults_IsReadInSmallerAndSmallerPages()
    {
        _server.MaxResults = 100;
        _server.Clock += 10;
        for (var i = 0; i < 300; i++)
        {
            _server.Put($"e{i}", time: i);
        }

        (await _fetch.RunAsync(isQuiet: false, default)).ShouldNotBeNull().Error.IsTooMuch.ShouldBeTrue();
        (await _fetch.RunAsync(isQuiet: false, default)).ShouldNotBeNull();
        await RunAsync();

        _told.Count.ShouldBe(300);
        _memory.PageSize.ShouldBe(124);
    }

    [Theory]
    [InlineData(nameof(UpstreamReplyKind.Lost), 250)]
    [InlineData(nameof(UpstreamReplyKind.TimedOut), 250)]
    [InlineData(nameof(UpstreamReplyKind.Full), 1_000)]
    public async Task Run_NoAnswer_BeginsAtTheSamePlaceAgain(string kind, int pageSize)
    {
        _server.Clock += 10;
        _server.Put("a");
        _server.Instead = new PryvAnswer(Enum.Parse<UpstreamReplyKind>(kind));

        (await _fetch.RunAsync(isQuiet: false, default)).ShouldNotBeNull().Kind.ToString().ShouldBe(kind);
        _memory.PageSize.ShouldBe(pageSize);
        _memory.Since.ShouldBe(999_999);
        await RunAsync();

        _told.ShouldBe(["changed a"]);
    }

    [Fact]
    public async Task Run_ServerDoesNotKnowPages_SaysSoInsteadOfReadingForEver()
    {
        _server.IgnoresSkip = true;
        _server.Clock += 10;
        for (var i = 0; i < 1_500; i++)
        {
            _server.Put($"e{i}", time: i);
        }

        (await _fetch.RunAsync(isQuiet: false, default)).ShouldNotBeNull().Error.Message.ShouldContain("same page");
        _server.Calls.ShouldBe(2);
        _memory.Since.ShouldBe(999_999);
    }

    [Fact]
    public async Task Run_ServerDoesNotKnowLimits_TakesAllAtOnce()
    {
        (_server.IgnoresLimit, _server.IgnoresSkip) = (true, true);
        _server.Clock += 10;
        for (var i = 0; i < 1_500; i++)
        {
            _server.Put($"e{i}", time: i);
        }

        await RunAsync();

        _told.Count.ShouldBe(1_500);
        _server.Calls.ShouldBe(2);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(1_200)]
    [InlineData(3_000)]
    public async Task Run_SeveralStoresPagedOnTheirOwn_AreAllReadToTheEnd(int events)
    {
        _server.Stores = 2;
        _server.Clock += 10;
        for (var i = 0; i < events; i++)
        {
            _server.Put($"e{i}", time: i);
        }

        await RunAsync();

        _told.Distinct(StringComparer.Ordinal).Count().ShouldBe(events);
        _told.Count.ShouldBe(events);
    }

    [Fact]
    public async Task Run_ServersClockIsSetBack_FollowsItAtOnce()
    {
        _server.Clock += 100;
        _server.Put("a");
        await RunAsync();

        _server.Clock -= 90;
        _server.Put("b");
        await RunAsync();

        _told.ShouldBe(["changed a", "changed b"], ignoreOrder: true);
        _memory.Since.ShouldBe(_server.Clock - 1);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"events":7}""")]
    [InlineData("null")]
    public async Task Run_AnswerWithoutEvents_IsAFaultNotSilence(string json)
    {
        _server.Instead = new PryvAnswer(UpstreamReplyKind.Yes, Encoding.UTF8.GetBytes(json));

        (await _fetch.RunAsync(isQuiet: false, default)).ShouldNotBeNull().Error.Message.ShouldContain("no events");
    }

    [Fact]
    public async Task Run_OddEntriesAmongGoodOnes_AreCountedAndSkipped()
    {
        _server.Instead = new PryvAnswer(UpstreamReplyKind.Yes, Encoding.UTF8.GetBytes(
            """{"events":[1,null,{"id":"x"},{"modified":1000001},{"id":"\ud800","modified":1000001},{"modified":1000001.5,"nested":{"id":"no"},"id":"good"}],"eventDeletions":[{"id":"d"},{"deleted":1000002,"id":"gone"}]}"""));

        await RunAsync();

        _told.ShouldBe(["changed good", "deleted gone"]);
        _fetch.Odd.ShouldBe(6);
    }

    private void SmallPages(int size)
    {
        while (_memory.PageSize > size)
        {
            _memory.ShrinkPages();
        }
    }

    [Fact]
    public async Task Run_ChangeAfterTheClockWasSetBack_IsTold()
    {
        _server.Clock += 100;
        _server.Put("a");
        await RunAsync();
        _server.Clock -= 5;
        await RunAsync();

        _server.Clock += 1;
        _server.Put("a");
        await RunAsync();
        await RunAsync();

        _told.ShouldBe(["changed a", "changed a"]);
    }

    [Fact]
    public async Task Run_ClockGoesBackWithEveryAnswer_RestsInsteadOfAskingForEver()
    {
        _server.BeforeAnswer = () => _server.Clock -= _server.Calls < 100 ? 10 : 0;

        (await _fetch.RunAsync(isQuiet: false, default)).ShouldNotBeNull().Error.Message.ShouldContain("goes backwards");

        _server.Calls.ShouldBe(3);
    }

    private async Task RunAsync() => (await _fetch.RunAsync(isQuiet: false, default)).ShouldBeNull();

    private void Tell(in PryvChange change, ReadOnlySpan<byte> json)
    {
        using var document = JsonDocument.Parse(json.ToArray());
        document.RootElement.GetProperty("id").GetString().ShouldBe(change.Id);
        _told.Add($"{(change.IsDeletion ? "deleted" : change.IsGone ? "gone" : "changed")} {change.Id}");
    }
}
