using Gateway.Commands;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Upstreams.HomeAssistant;

/// <summary>Events under ids that nobody asked for.</summary>
public sealed class HomeAssistantSessionStrayTests
{
    [Fact]
    public async Task Event_UnderAnIdNobodyAskedFor_IsUnsubscribedExactlyOnce()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();

        for (var number = 0; number < 5; number++)
        {
            await rig.Wire.EventAsync(99, """{"event_type":"stray"}""");
        }

        var ending = await rig.Wire.ReadJsonAsync();
        ending["type"]!.GetValue<string>().ShouldBe("unsubscribe_events");
        ending["subscription"]!.GetValue<long>().ShouldBe(99);
        await rig.Wire.RefuseAsync(ending["id"]!.GetValue<long>(), """{"code":"not_found","message":"Subscription not found."}""");
        await rig.SettleAsync();
        rig.Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task Event_UnderThousandsOfUnknownIds_FewAreUnsubscribedWhileTheHubDoesNotAnswer()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();

        for (var number = 0; number < 3_000; number++)
        {
            await rig.Wire.EventAsync(100_000 + number, "{}");
        }

        var endings = await UntilBarrierAsync(rig);
        endings.Count.ShouldBeInRange(1, 64);
        rig.Unanswered.ShouldBe(endings.Count);
    }

    [Fact]
    public async Task Event_UnderFurtherUnknownIdsAfterTheHubAnswered_IsUnsubscribedToo()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();

        for (var number = 0; number < 2_000; number++)
        {
            await rig.Wire.EventAsync(100_000 + number, "{}");
            var ending = await rig.Wire.ReadJsonAsync();
            ending["subscription"]!.GetValue<long>().ShouldBe(100_000 + number);
            await rig.Wire.ResultAsync(ending["id"]!.GetValue<long>());
        }

        await rig.SettleAsync();
        rig.Unanswered.ShouldBe(0);
    }

    /// <summary>The ids of the unsubscribes the hub was sent for all it has said so far.</summary>
    private static async Task<List<long>> UntilBarrierAsync(HomeAssistantSessionRig rig)
    {
        // The first question is written once everything before its answer was read; whatever that led to stands before the second.
        var endings = new List<long>();
        for (var round = 0; round < 2; round++)
        {
            var asked = rig.SendAsync("barrier");
            var frame = await rig.Wire.ReadJsonAsync();
            while (!string.Equals(frame["type"]!.GetValue<string>(), "barrier", StringComparison.Ordinal))
            {
                endings.Add(frame["id"]!.GetValue<long>());
                frame = await rig.Wire.ReadJsonAsync();
            }

            await rig.Wire.ResultAsync(frame["id"]!.GetValue<long>());
            (await asked.Soon()).Status.ShouldBe(CommandStatus.Ok);
        }

        return endings;
    }
}
