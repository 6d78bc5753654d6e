namespace Gateway.Tests.Subscriptions;

/// <summary>A session that breaks the rule of answering with values.</summary>
public sealed class FaultTests
{
    [Fact]
    public async Task Ask_EndsInAFault_IsToldAndAskedAgainInAMoment()
    {
        var hub = new OneHub().Opened();
        hub.Watch.Asked = static _ => throw new ObjectDisposedException("session");
        var client = hub.Client();

        (await hub.ReadAsync(hub.Ask(client, "tick"))).Single().ShouldStartWith("Failed: The gateway failed to ask for it");
        hub.Faults.ShouldHaveSingleItem().ShouldBe("tick: ObjectDisposedException");
        hub.Watch.Asked = static _ => { };
        hub.Advance(TimeSpan.FromSeconds(60));

        hub.Watch.Calls.ShouldBe(["+tick"]);
        client.Heard[^1].ShouldBe("tick live");
    }

    [Fact]
    public void Ask_EndsInAFaultAfterTheSessionChanged_IsAskedInTheNewOne()
    {
        var hub = new OneHub().Opened();
        hub.Watch.Asked = _ =>
        {
            hub.Watch.Asked = static _ => { };
            hub.Hub.SessionClosed();
            hub.Hub.SessionOpened(hub.Watch);
            throw new ObjectDisposedException("session");
        };
        var client = hub.Client();
        hub.Subscribe(client, "tick");

        hub.Watch.Calls.ShouldBe(["+tick"]);
        client.Heard.ShouldBe(["tick live"]);
    }
}
