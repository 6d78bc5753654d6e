using System.Net;
using System.Text.Json.Nodes;
using Gateway.Access;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Access;

public sealed class TicketTests
{
    private readonly FakeTime _time = new();

    [Fact]
    public void Open_Ticket_IsGoodForFiveMinutesAndNotASecondMore()
    {
        var (tickets, key, _) = Make();
        var (text, lifetime) = tickets.Issue(key);

        lifetime.ShouldBe(TimeSpan.FromMinutes(5));
        tickets.Open(text, out var found).ShouldBe(TicketState.Good);
        found.ShouldBeSameAs(key);
        _time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        tickets.Open(text, out _).ShouldBe(TicketState.Good);
        _time.Advance(TimeSpan.FromTicks(1));
        tickets.Open(text, out found).ShouldBe(TicketState.Expired);
        found.ShouldBeNull();
    }

    [Fact]
    public void Issue_KeyThatSoonExpires_LastsNoLongerThanIt()
    {
        var (tickets, key, _) = Make(TimeSpan.FromMinutes(2));

        var (text, lifetime) = tickets.Issue(key);

        lifetime.ShouldBe(TimeSpan.FromMinutes(2));
        _time.Advance(lifetime);
        tickets.Open(text, out _).ShouldBe(TicketState.Expired);
    }

    [Fact]
    public void Open_KeyRemovedOrChanged_IsOrphaned()
    {
        var (tickets, key, store) = Make();
        var (text, _) = tickets.Issue(key);

        store.Replace([new AccessKey(key.Name, key.Hash.ToArray(), [Scope.Admin], key.Created)]);
        tickets.Open(text, out _).ShouldBe(TicketState.Good);
        store.Replace([new AccessKey(key.Name, KeySecret.Hash("another"), [Scope.Admin])]);
        tickets.Open(text, out _).ShouldBe(TicketState.Orphaned);
        store.Replace([]);
        tickets.Open(text, out _).ShouldBe(TicketState.Orphaned);
    }

    [Fact]
    public void Open_AnyChangedCharacter_IsForged()
    {
        var (tickets, key, _) = Make();
        var (text, _) = tickets.Issue(key);

        for (var at = 0; at < text.Length - 1; at++)
        {
            tickets.Open(text[..at] + (text[at] == 'A' ? 'B' : 'A') + text[(at + 1)..], out _).ShouldBe(TicketState.Forged, $"character {at}");
        }

        foreach (var other in new[] { "", "gwt_", text[4..], text[..^4], text + text, "gwt_" + new string('A', 100_000) })
        {
            tickets.Open(other, out _).ShouldBe(TicketState.Forged);
        }

        Make().Tickets.Open(text, out _).ShouldBe(TicketState.Forged);
    }

    [Fact]
    public async Task Ticket_OfAKey_OpensLiveAndStreamsByAddressAndAnythingByHeader()
    {
        using var keys = new KeyFolder();
        var right = keys.Add("right", "admin");
        await using var host = await keys.StartAsync();
        var ticket = await GetAsync(host, right);

        using (await host.LiveAsync($"access_token={ticket}"))
        using (var stream = await host.SendAsync("GET", $"/api/hubs/home/events?topic=entities/*&access_token={ticket}"))
        {
            stream.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await host.StatusAsync("POST", $"/live/negotiate?negotiateVersion=1&access_token={ticket}")).ShouldBe(200);
        (await host.StatusAsync("GET", "/api/hubs", ticket)).ShouldBe(200);
        (await host.StatusAsync("GET", $"/api/hubs?access_token={ticket}")).ShouldBe(401);
        (await host.StatusAsync("GET", $"/api/hubs/home/state?topic=x&access_token={ticket}")).ShouldBe(401);
        using var second = await host.SendAsync("POST", "/api/ticket", ticket);
        (await second.ProblemAsync(HttpStatusCode.Forbidden, "forbidden")).Detail().ShouldContain("Ask with the key");

        keys.Change("right", "read:home/*");
        await host.UntilStatusAsync(401, "/api/hubs", ticket);
        (await host.UpgradeAsync($"access_token={ticket}")).Status.ShouldBe(401);
        host.Log.Lines.ShouldAllBe(line => !line.Text.Contains(ticket));
    }

    [Fact]
    public async Task Ticket_WhereNoKeyIsNeeded_IsRefusedWithTheReason()
    {
        await using var host = await GatewayHost.StartAsync();

        using var answer = await host.SendAsync("POST", "/api/ticket");

        (await answer.ProblemAsync(HttpStatusCode.BadRequest, "invalid")).Detail().ShouldContain("connect without one");
    }

    private static async Task<string> GetAsync(GatewayHost host, string key)
    {
        using var answer = await host.SendAsync("POST", "/api/ticket", key);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        body["expiresIn"]!.GetValue<int>().ShouldBe(300);
        return body["accessToken"]!.GetValue<string>();
    }

    private (Tickets Tickets, AccessKey Key, KeyStore Store) Make(TimeSpan? lifetime = null)
    {
        var key = new AccessKey("test", KeySecret.Hash("test"), [Scope.Admin], expires: lifetime is null ? null : _time.GetUtcNow() + lifetime);
        var store = new KeyStore([key], allowAnonymous: false);
        return (new Tickets(store, _time), key, store);
    }
}
