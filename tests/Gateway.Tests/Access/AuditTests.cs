using System.Diagnostics.Metrics;
using System.Net;
using Gateway.Access;
using Gateway.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Access;

public sealed class AuditTests : IDisposable
{
    private readonly ServiceProvider _meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTime _time = new();
    private readonly LogSink _log = new();

    [Fact]
    public void Write_Entry_IsOneLineWithWhoWhereWhatAndOutcome()
    {
        Make().Write(new AuditEntry("wall tablet", "10.0.0.5", AuditAction.Command, "home", "call_service", "ok", TimeSpan.FromMilliseconds(12.345)) { Arguments = "{\"code\":\"1234\"}" });

        var (level, category, text) = _log.Lines.ShouldHaveSingleItem();
        level.ShouldBe(LogLevel.Information);
        category.ShouldBe("Gateway.Audit");
        text.ShouldBe("Command by wall tablet from 10.0.0.5: home call_service: ok after 12.3 ms");
    }

    [Fact]
    public void Write_WithArgumentsOn_ShowsTwoHundredCharactersInOneLine()
    {
        var audit = Make(withArguments: true);
        audit.WantsArguments.ShouldBeTrue();

        audit.Write(new AuditEntry("a", "b", AuditAction.Command, "home", "x\ninfo: Gateway.Audit forged", "ok") { Arguments = new string('y', 5000) });

        var text = _log.Lines.ShouldHaveSingleItem().Text;
        text.ShouldNotContain('\n');
        text.ShouldEndWith("yyy…");
        text.Length.ShouldBeLessThan(400);
    }

    [Fact]
    public void Write_KeyInAName_IsNotShown()
    {
        var key = KeySecret.Create();

        Make().Write(new AuditEntry("nobody", "b", AuditAction.Refused, Hub: null, $"GET /api/{key}", "unauthorized"));

        _log.Lines.ShouldHaveSingleItem().Text.ShouldBe("Refused by nobody from b: - GET /api/***: unauthorized after 0 ms");
    }

    [Fact]
    public void Refused_FloodOfOneAddress_WritesTenLinesAndThenANumber()
    {
        var audit = Make();
        for (var refusal = 0; refusal < 1000; refusal++)
        {
            audit.Refused(IPAddress.Parse("203.0.113.7"), "nobody", "GET /api/hubs", "unauthorized");
        }

        audit.Refused(IPAddress.Parse("203.0.113.8"), "nobody", "GET /api/hubs", "unauthorized");
        _log.Lines.Count.ShouldBe(11);
        _time.Advance(TimeSpan.FromMinutes(1));
        audit.TellSuppressed();
        audit.TellSuppressed();

        _log.Lines.Count.ShouldBe(12);
        _log.Lines[^1].Text.ShouldBe("Refused 990 more within a minute from 203.0.113.7");
    }

    [Fact]
    public void Refused_FromEverywhere_StaysBounded()
    {
        var audit = Make();
        for (var address = 0; address < 50_000; address++)
        {
            audit.Refused(new IPAddress([10, (byte)(address >> 16), (byte)(address >> 8), (byte)address]), "nobody", "GET /", "unauthorized");
        }

        _log.Lines.Count.ShouldBeLessThan(1100);
    }

    [Fact]
    public async Task Door_Refusal_IsAuditedWithoutQueryAndKey()
    {
        using var keys = new KeyFolder();
        var key = keys.Add("right", "admin");
        await using var host = await keys.StartAsync();

        await host.StatusAsync("GET", $"/api/hubs/home/state?topic=x&access_token={key}");
        await host.StatusAsync("GET", "/api/hubs", key, ("Origin", "http://evil.example"));

        host.Log.Lines.Where(static line => line.Category is AuditLog.Category).Select(static line => line.Text).ShouldBe(
        [
            "Refused by nobody from 127.0.0.1: - GET /api/hubs/home/state: unauthorized after 0 ms",
            "Refused by nobody from 127.0.0.1: - GET /api/hubs: forbidden after 0 ms",
        ]);
    }

    public void Dispose() => _meters.Dispose();

    private AuditLog Make(bool withArguments = false)
    {
        var loggers = LoggerFactory.Create(logging => logging.AddProvider(_log));
        return new AuditLog(loggers, new AccessOptions(false, []) { AuditArguments = withArguments }, new AccessMetrics(_meters.GetRequiredService<IMeterFactory>()), _time);
    }
}
