using Gateway.Tests.Fakes;
using Gateway.Upstreams.Pryv;

namespace Gateway.Tests.Upstreams.Pryv;

public sealed class PryvDebtsTests
{
    private static readonly HashSet<string> Events = new(StringComparer.Ordinal) { "events" };
    private readonly FakeTime _time = new();

    [Fact]
    public void Claim_TopicThatWasLive_IsDueUntilItIsSettled()
    {
        var debts = new PryvDebts(Events, _time);

        debts.Claim("events").ShouldBe(PryvDebt.Due);
        _time.Advance(TimeSpan.FromHours(1));
        debts.Claim("events").ShouldBe(PryvDebt.Due);
        debts.Left.ShouldBe(["events"]);
        debts.Settle("events");

        debts.Claim("events").ShouldBe(PryvDebt.None);
        debts.Left.ShouldBe(["events"]);
        debts.Claim("streamsChanged").ShouldBe(PryvDebt.None);
    }

    [Fact]
    public void Claim_MuchLaterThanTheSession_IsVoid()
    {
        var debts = new PryvDebts(Events, _time);
        _time.Advance(TimeSpan.FromSeconds(31));

        debts.Left.ShouldBeEmpty();
        debts.Claim("events").ShouldBe(PryvDebt.Void);
        debts.Settle("events");
        debts.Left.ShouldBe(["events"]);
    }

    [Fact]
    public void Left_SessionTooShortToBeAsked_StillOwes() => new PryvDebts(Events, _time).Left.ShouldBe(["events"]);

    [Fact]
    public void Drop_NobodyWantsItAnyMore_OwesNothing()
    {
        var debts = new PryvDebts(Events, _time);
        debts.Settle("streamsChanged");

        debts.Drop("events");
        debts.Drop("streamsChanged");

        debts.Left.ShouldBeEmpty();
    }
}
