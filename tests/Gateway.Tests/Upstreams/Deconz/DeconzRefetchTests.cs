using Gateway.Tests.Fakes;

namespace Gateway.Tests.Upstreams.Deconz;

public sealed class DeconzRefetchTests
{
    private const string Frame = """{"t":"event","e":"changed","r":"lights","id":"9","uniqueid":"x","state":{"bri":1}}""";

    [Fact]
    public async Task Fetch_ThingThatIsToldOfAllTheWhile_IsTriedWithPausesAndThenLeftToTheNextComparison()
    {
        var time = new FakeTime();
        await using var script = await DeconzScript.StartAsync(time);
        script.Answer("lights/9", 200, """{"name":"Fading","uniqueid":"x","state":{"bri":1}}""");
        var opening = await script.OpenAsync();
        await using var session = opening.Session.ShouldNotBeNull();
        using var stopping = new CancellationTokenSource();
        var reading = session.ReadAsync(stopping.Token);
        script.BeforeAnswer = async path =>
        {
            if (path is "lights/9")
            {
                var read = session.FramesRead;
                await script.SendAsync(Frame);
                await Eventually.TrueAsync(() => session.FramesRead > read, "it was told of meanwhile");
            }
        };

        await script.SendAsync(Frame);
        await Eventually.TrueAsync(() => Fetches() == 1, "it is fetched");

        // It rests now, and nobody else waits for that: the clock stands still.
        await script.SendAsync(Frame.Replace("\"9\"", "\"8\"", StringComparison.Ordinal));
        await Eventually.TrueAsync(() => script.Asked.Contains("lights/8", StringComparer.Ordinal), "another thing is fetched meanwhile");
        for (var attempt = 1; attempt < 4; attempt++)
        {
            var rested = time.GetUtcNow();
            await Eventually.TrueAsync(() => Move() > attempt, $"attempt {attempt} is not the last");
            (time.GetUtcNow() - rested).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1 << (attempt - 1)));
            Fetches().ShouldBe(attempt + 1);
        }

        var end = time.GetUtcNow() + TimeSpan.FromSeconds(10);
        await Eventually.TrueAsync(() => Move() > 4 || time.GetUtcNow() > end, "the time passes");
        Fetches().ShouldBe(4);
        await stopping.CancelAsync();
        await reading.Soon();

        int Move()
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            return Fetches();
        }

        int Fetches() => script.Asked.Count(static path => path is "lights/9");
    }

    [Fact]
    public async Task Fetch_ThatFailed_IsTriedAgain()
    {
        var time = new FakeTime();
        await using var script = await DeconzScript.StartAsync(time);
        script.Answer("groups/9", 500, "");
        var opening = await script.OpenAsync();
        await using var session = opening.Session.ShouldNotBeNull();
        using var stopping = new CancellationTokenSource();
        var reading = session.ReadAsync(stopping.Token);

        await script.SendAsync("""{"t":"event","e":"added","r":"groups","id":"9"}""");
        await Eventually.TrueAsync(() => Fetches() == 1, "it is fetched");
        script.Answer("groups/9", 200, """{"name":"Attic"}""");
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(100));
                return Fetches() == 2;
            },
            "it is fetched again, long before everything is compared");

        await stopping.CancelAsync();
        await reading.Soon();

        int Fetches() => script.Asked.Count(static path => path is "groups/9");
    }
}
