using Gateway.Commands;
using Gateway.Tests.Fakes;
using Gateway.Upstreams.HomeAssistant;

namespace Gateway.Tests.Upstreams.HomeAssistant;

/// <summary>A hub that takes commands and never answers.</summary>
public sealed class HomeAssistantSessionUnansweredTests
{
    private const int Commands = 3_000;

    [Fact]
    public async Task Send_NobodyWaitsAndTheHubNeverAnswers_CostsBoundedMemory()
    {
        await using var rig = await HomeAssistantSessionRig.OpenAsync();
        var session = (HomeAssistantSession)rig.Session;
        var command = new Command("home", "fire_event", """{"event_type":"demo"}"""u8.ToArray()) { Wait = false };

        for (var number = 0; number < Commands; number++)
        {
            (await session.SendAsync(command, CancellationToken.None).Soon()).Status.ShouldBe(CommandStatus.Sent);
        }

        session.Unanswered.ShouldBeInRange(1, 1_024);
        for (var number = 0; number < Commands; number++)
        {
            await rig.Wire.ExpectAsync("fire_event");
        }
    }
}
