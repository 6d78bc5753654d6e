using Gateway.Upstreams.Pryv;

namespace Gateway.Tests.Upstreams.Pryv;

public sealed class PryvMemoryTests
{
    private readonly PryvMemory _memory = new();

    [Fact]
    public void Complete_AfterChanges_BeginsASecondBeforeTheNewestAndForgetsWhatIsOlder()
    {
        _memory.Begin(100);
        _memory.TryAdd(Change("a", 103)).ShouldBeTrue();
        _memory.TryAdd(Change("b", 105)).ShouldBeTrue();
        _memory.Complete(105.5).ShouldBeTrue();

        _memory.Since.ShouldBe(104);
        _memory.Known.ShouldBe(1);
        _memory.TryAdd(Change("b", 105)).ShouldBeFalse();
        _memory.TryAdd(Change("a", 103)).ShouldBeFalse();
    }

    [Fact]
    public void Complete_ChangesWhileItWasRead_NextBeginsBeforeThisOneBegan()
    {
        _memory.Begin(100);
        _memory.TryAdd(Change("late page", 120)).ShouldBeTrue();
        _memory.Complete(110);

        _memory.Since.ShouldBe(109);
        _memory.TryAdd(Change("late page", 120)).ShouldBeFalse();
    }

    [Fact]
    public void Complete_NothingNew_StaysWhereItWas()
    {
        _memory.Begin(100);
        _memory.Complete(5_000);

        _memory.Since.ShouldBe(99);
    }

    [Fact]
    public void Complete_AnEventFromTheFuture_DoesNotCarryThePlaceThere()
    {
        _memory.Begin(100);
        _memory.TryAdd(Change("future", 1e9)).ShouldBeTrue();
        _memory.Complete(101);

        _memory.Since.ShouldBe(100);
        _memory.TryAdd(Change("future", 1e9)).ShouldBeFalse();
    }

    [Fact]
    public void TryAdd_SameInstantOtherContent_IsNews()
    {
        _memory.Begin(100);
        _memory.TryAdd(Change("a", 101) with { Mark = 1 }).ShouldBeTrue();
        _memory.TryAdd(Change("a", 101) with { Mark = 1 }).ShouldBeFalse();
        _memory.TryAdd(Change("a", 101) with { Mark = 2 }).ShouldBeTrue();
        _memory.TryAdd(Change("a", 101) with { IsDeletion = true }).ShouldBeTrue();
        _memory.TryAdd(Change("a", 100.5)).ShouldBeFalse();
    }

    [Fact]
    public void TryAdd_ClockSetBack_ChangesOfTheNewClockAreNewsAndOldOnesAreNotRepeated()
    {
        _memory.Begin(990);
        _memory.Follow(1_000);
        _memory.TryAdd(Change("x", 1_000)).ShouldBeTrue();
        _memory.TryAdd(Change("y", 999.5)).ShouldBeTrue();
        _memory.Complete(1_000).ShouldBeTrue();

        _memory.Follow(995);
        _memory.Complete(995).ShouldBeFalse();
        _memory.Follow(995.1);
        _memory.TryAdd(Change("x", 1_000)).ShouldBeFalse();
        _memory.Complete(995.1).ShouldBeTrue();
        _memory.Follow(1_001);
        _memory.TryAdd(Change("x", 996)).ShouldBeTrue();
        _memory.TryAdd(Change("x", 996)).ShouldBeFalse();
        _memory.TryAdd(Change("y", 999.5)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(0.00001)]
    [InlineData(0)]
    public void TryAdd_ChangesWithoutEnd_MemoryIsBounded(double step)
    {
        _memory.Begin(100);
        for (var i = 0; i < 3 * PryvMemory.MaxKnown; i++)
        {
            _memory.TryAdd(Change($"e{i}", 101 + (i * step))).ShouldBeTrue();
            _memory.Known.ShouldBeLessThanOrEqualTo(PryvMemory.MaxKnown);
        }
    }

    private static PryvChange Change(string id, double at) => new(id, at, IsDeletion: false, IsGone: false, default);
}
