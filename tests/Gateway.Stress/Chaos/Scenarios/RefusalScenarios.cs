using Gateway.Tests.Contract;

namespace Gateway.Stress.Chaos.Scenarios;

/// <summary>Hubs that say no.</summary>
internal static class RefusalScenarios
{
    public static async Task RefusesCredentialsAsync(Stage stage)
    {
        var hub = ((DemoChaosHub)stage.Hub).Inner;
        var token = hub.Token;
        hub.ChangeToken("another-token-of-the-owner-0123");
        await stage.KillAndRestartAsync(200);
        var status = await stage.StateAsync("refused");
        stage.ExpectedErrors = 1;
        stage.Check(status["reason"] is not null && status["nextAttempt"] is null, "refused credentials are told, and not tried again", status.ToJsonString());
        var logins = hub.Logins;
        await Patience.WaitAsync(stage.Random.Next(1_200, 2_000));
        stage.Check(hub.Logins == logins, "refused credentials are shown to the hub no more", $"{hub.Logins - logins} times");
        var (outcome, body) = await stage.CommandAsync(hub.Command);
        stage.Check(outcome is "offline", "a command to a hub that refused us is offline", body.ToJsonString());
        hub.ChangeToken(token);
        await stage.Host.ReconnectAsync();
    }

    /// <summary>Live topics whose hub changes its mind keep to what stands; who is asked anew is refused and told so.</summary>
    public static async Task RefusesATopicAsync(Stage stage)
    {
        var hub = ((DemoChaosHub)stage.Hub).Inner;
        hub.RefuseTopic();
        await stage.Host.ReconnectAsync();
        await FailsByNameAsync(stage);
        hub.AllowTopic();
    }

    public static async Task RefusesATopicThroughARestartAsync(Stage stage)
    {
        var hub = ((DemoChaosHub)stage.Hub).Inner;
        hub.RefuseTopic();
        for (var round = 0; round < 2; round++)
        {
            await stage.KillAndRestartAsync(200);
            await FailsByNameAsync(stage);
        }

        hub.AllowTopic();
    }

    private static async Task FailsByNameAsync(Stage stage)
    {
        var status = await stage.StateAsync("degraded");
        await stage.HoldsAsync("the refused topic fails at every client", () => stage.First.StateOf(stage.Hub.Topic) is "failed" && stage.Second.StateOf(stage.Hub.Topic) is "failed");
        await stage.HoldsAsync("the other topic is live", () => stage.First.StateOf(stage.Hub.Neighbour) is "live" && stage.Second.StateOf(stage.Hub.Neighbour) is "live");
        await stage.HoldsAsync(
            "the status gives the hub's words",
            async () => (status = await stage.StatusAsync())["state"]!.GetValue<string>() is "degraded" && status["reason"]!.GetValue<string>().Contains(ContractHub.Refusal, StringComparison.Ordinal),
            () => status.ToJsonString());
        var told = stage.First.Log.Last(heard => heard.Kind is "topic" && string.Equals(heard.Topic, stage.Hub.Topic, StringComparison.Ordinal)).Body["error"]?.GetValue<string>();
        stage.Check(told?.Contains(ContractHub.Refusal, StringComparison.Ordinal) is true, "the client is told the hub's words", told ?? "nothing");
    }
}
