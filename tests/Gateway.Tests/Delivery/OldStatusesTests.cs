using Gateway.Delivery;
using Gateway.Events;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Delivery;

/// <summary>Statuses that others cause do not end a client's connection; notices of its own topics still do.</summary>
public sealed class OldStatusesTests
{
    private const int Limit = 5_024;

    [Fact]
    public void Offer_StatusesWithoutEnd_KeepsTheNewestOfEachHubInOrder()
    {
        var queue = Queue();
        SharedMessage[] statuses = [.. Enumerable.Range(0, 3 * Limit).Select(static number => Messages.Status(number % 2 == 0 ? "home" : "chat"))];
        SharedMessage[] notices = [Messages.Notice(), Messages.Event(1), Messages.Notice()];
        queue.OfferAll([notices[0], .. statuses[..Limit], notices[1], .. statuses[Limit..(2 * Limit)], notices[2], .. statuses[(2 * Limit)..]]);

        queue.IsGivenUp.ShouldBeFalse();
        queue.Depth.ShouldBeLessThan(Limit + 10);
        var taken = queue.TakeAll();
        taken.Where(message => notices.Contains(message)).ShouldBe(notices);
        taken[^2..].ShouldBe(statuses[^2..]);
        statuses.ShouldAllBe(static status => status.IsReleased());
    }

    [Fact]
    public void Offer_AsManyStatusesAsFit_AreAllTold()
    {
        var queue = Queue();
        SharedMessage[] statuses = [.. Enumerable.Range(0, Limit).Select(static _ => Messages.Status("home"))];
        queue.OfferAll(statuses);

        queue.TakeAll().ShouldBe(statuses);
    }

    [Fact]
    public void Offer_NoticesBesideOldStatuses_StillGivesTheClientUp()
    {
        var queue = Queue();
        queue.OfferAll(Enumerable.Range(0, Limit).Select(static _ => Messages.Status("home")));
        queue.OfferAll(Enumerable.Range(0, Limit - 1).Select(static _ => Messages.Notice()));
        queue.IsGivenUp.ShouldBeFalse();

        queue.OfferAll([Messages.Notice()]);
        queue.IsGivenUp.ShouldBeTrue();
    }

    private static ClientQueue Queue() => new(new ClientOptions(), new FakeTime(), new FakeRepair());
}
