using System.Text.Json.Nodes;
using Gateway.DemoHubs.Homey;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.EndToEnd;

/// <summary>The product in front of a demo Homey that says no.</summary>
public sealed class HomeyRefusalTests
{
    private const string All = "homey:device:*";
    private const string Flows = "homey:manager:flow";
    private static readonly HomeyDemoHubOptions Still = new() { Living = false };

    [Fact]
    public async Task TopicRefused_IsNamedAndRetriedUntilTheHubSaysYes()
    {
        await using var hub = await HomeyDemoHub.StartAsync(Still);
        hub.RefuseSubscription(Flows, """{"statusCode":503,"error":"busy","error_description":"Try later"}""");
        await using var host = await HomeyHost.OnlineAsync(hub);
        await using var client = await UpstreamSseClient.OpenAsync(host.Http, "homey", Flows);

        await client.UntilTopicAsync(Flows, "failed");
        var status = await host.UntilAsync("degraded");
        status["reason"]!.GetValue<string>().ShouldContain($"'{Flows}' (busy: Try later)");
        hub.AllowSubscription(Flows);

        await client.UntilTopicAsync(Flows, "live");
        await host.UntilAsync("online");
        hub.ConnectionsOpened.ShouldBe(1);
    }

    [Fact]
    public async Task OneDeviceRefused_TheOthersAreLiveAndItIsNamedAndRetried()
    {
        await using var hub = await HomeyDemoHub.StartAsync(Still);
        var refused = $"homey:device:{hub.DeviceIds[0]}";
        hub.RefuseSubscription(refused);
        await using var host = await HomeyHost.OnlineAsync(hub);
        await using var client = await host.OpenLiveAsync(All);

        (await host.UntilAsync("degraded"))["reason"]!.GetValue<string>().ShouldContain($"'{refused}' (timeout)");
        client.HasShown(refused).ShouldBeFalse();
        client.HasShown($"homey:device:{hub.DeviceIds[1]}").ShouldBeTrue();
        hub.AllowSubscription(refused);

        await client.UntilEventAsync(refused, "capability");
        await host.UntilAsync("online");
    }

    [Fact]
    public async Task TokenRefused_IsFinalUntilTheEntryChanges()
    {
        await using var hub = await HomeyDemoHub.StartAsync(Still);
        await using var host = HomeyHost.Start(hub.Url, "a-wrong-token-0123");
        host.ErrorsAreExpected = true;

        var status = await host.UntilAsync("refused");
        status["reason"]!.GetValue<string>().ShouldContain("invalid_token");
        status["nextAttempt"].ShouldBeNull();
        hub.CountReceived("handshakeClient").ShouldBe(1);

        host.Configure("Token", hub.Token);
        await host.UntilAsync("online");
    }

    [Fact]
    public async Task TokenRevoked_WhileOnline_EndsInRefusedAfterOneNewLogin()
    {
        await using var hub = await HomeyDemoHub.StartAsync(Still);
        await using var host = await HomeyHost.OnlineAsync(hub);
        host.ErrorsAreExpected = true;
        await using var client = await host.OpenLiveAsync(Flows);

        hub.ChangeToken("another-token-0123");
        hub.KickNamespace();

        await host.UntilAsync("refused");
        await client.UntilTopicAsync(Flows, "pending");
        hub.CountReceived("handshakeClient").ShouldBe(2);
    }

    [Theory]
    [InlineData("\"homey_offline\"")]
    [InlineData("""{"statusCode":500,"error":"internal","stack":"at x"}""")]
    public async Task HandshakeRefused_ForAnotherReason_IsTriedAgainUntilItHolds(string error)
    {
        await using var hub = await HomeyDemoHub.StartAsync(Still);
        hub.RefuseHandshake(error);
        await using var host = HomeyHost.Start(hub.Url, hub.Token);

        var status = await host.UntilAsync("retrying");
        status["reason"]!.GetValue<string>().ShouldContain("refused the login");
        status["nextAttempt"].ShouldNotBeNull();
        hub.AllowHandshake();

        await host.UntilAsync("online");
        hub.OpenConnections.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"statusCode":401,"error":"invalid_session"}""")]
    [InlineData("""{"code":401,"error":"invalid_session"}""")]
    public async Task HandshakeRefused_WithUnauthorisedInEitherShape_IsFinal(string error)
    {
        await using var hub = await HomeyDemoHub.StartAsync(Still);
        hub.RefuseHandshake(error);
        await using var host = HomeyHost.Start(hub.Url, hub.Token);
        host.ErrorsAreExpected = true;

        await host.UntilAsync("refused");

        hub.ConnectionsOpened.ShouldBe(1);
    }

    [Fact]
    public async Task NamespaceRefused_IsTriedAgainUntilItHolds()
    {
        await using var hub = await HomeyDemoHub.StartAsync(Still);
        hub.RefuseNamespace("/api", "Not authorized");
        await using var host = HomeyHost.Start(hub.Url, hub.Token);

        (await host.UntilAsync("retrying"))["reason"]!.GetValue<string>().ShouldContain("Not authorized");
        hub.AllowNamespace("/api");

        await host.UntilAsync("online");
    }

    [Theory]
    [InlineData("Subscription Inactive")]
    [InlineData("Invalid Serial Number")]
    public async Task Discovery_RefusedByAthom_IsFinal(string error)
    {
        await using var hub = await HomeyDemoHub.StartAsync(Still);
        hub.RefuseDiscovery(error);
        await using var host = HomeyHost.Start(hub.Url, hub.Token);
        host.ErrorsAreExpected = true;

        (await host.UntilAsync("refused"))["reason"]!.GetValue<string>().ShouldContain(error);

        hub.ConnectionsOpened.ShouldBe(0);
    }

    [Fact]
    public async Task Discovery_AnotherHomey_IsToldNothingAndTheOwnerHears()
    {
        await using var hub = await HomeyDemoHub.StartAsync(Still);
        await using var host = HomeyHost.Start(hub.Url, hub.Token);
        await host.UntilAsync("online");

        host.Configure("HomeyId", "77ffee");

        (await host.UntilAsync("retrying"))["reason"]!.GetValue<string>().ShouldContain("another Homey");
        hub.ConnectionsOpened.ShouldBe(1);
        host.Configure("HomeyId", hub.HomeyId);
        await host.UntilAsync("online");
    }

    [Fact]
    public async Task Configuration_UnknownKeyOfHomey_ChangesNothingAndIsNamed()
    {
        await using var hub = await HomeyDemoHub.StartAsync(Still);
        await using var host = await HomeyHost.OnlineAsync(hub);
        host.ErrorsAreExpected = true;

        host.Configure("Homey", new JsonObject { ["Pings"] = "1" });

        await Eventually.TrueAsync(() => host.Log.Errors.Any(static line => line.Contains("Gateway:Hubs:homey:Homey:Pings", StringComparison.Ordinal)), "the mistake is named");
        hub.ConnectionsOpened.ShouldBe(1);
    }
}
