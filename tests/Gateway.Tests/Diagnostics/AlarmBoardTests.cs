using System.Diagnostics.Metrics;
using Gateway.Diagnostics;
using Gateway.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Diagnostics;

public sealed class AlarmBoardTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTime _time = new();
    private readonly LogSink _log = new();
    private readonly Source _source = new();
    private readonly AlarmBoard _board;
    private readonly MetricsCollector _metrics;

    public AlarmBoardTests()
    {
        var factory = _services.GetRequiredService<IMeterFactory>();
        _board = new AlarmBoard([_source], factory, _time, LoggerFactory.Create(logging => logging.AddProvider(_log)).CreateLogger<AlarmBoard>());
        _metrics = new MetricsCollector(factory, [_board]);
    }

    private string[] Lines => [.. _log.Lines.Select(static line => $"{line.Level} {line.Text}")];

    [Fact]
    public void Alarm_ComesAndGoes_IsToldOnceEach()
    {
        _source.Alarms = [new Alarm("hub-away", "home", "It is away.")];
        var since = _time.GetUtcNow();
        _board.Look();
        _time.Advance(TimeSpan.FromSeconds(90));
        _board.Look().ShouldHaveSingleItem().Since.ShouldBe(since);
        _source.Alarms = [];
        _board.Look().ShouldBeEmpty();
        _board.Look();

        Lines.ShouldBe(["Warning Alarm hub-away of home: It is away.", "Information Alarm hub-away of home is over after 90 s."]);
    }

    [Fact]
    public void Alarm_LoggedElsewhere_IsSilentHere()
    {
        _source.Alarms = [new Alarm("clients-cut", null, "One was cut.") { IsLogged = true }];
        _board.Look().ShouldHaveSingleItem();
        _source.Alarms = [];
        _board.Look();

        Lines.ShouldBeEmpty();
    }

    [Fact]
    public void Alarms_EachIsASeries_AsLongAsItStands()
    {
        _source.Alarms = [new Alarm("hub-away", "home", "Away."), new Alarm("clients-cut", null, "Cut.")];
        Series().ShouldBe(["gateway_alarms{alarm=\"clients-cut\",hub=\"\"} 1", "gateway_alarms{alarm=\"hub-away\",hub=\"home\"} 1"]);

        _source.Alarms = [];
        Series().ShouldBeEmpty();
    }

    [Fact]
    public async Task Board_Running_LooksByItself()
    {
        _source.Alarms = [new Alarm("hub-away", "home", "Away.")];
        await _board.StartAsync(CancellationToken.None);
        await Eventually.TrueAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(5));
                return Lines.Length > 0;
            },
            "the alarm is told");
        await _board.StopAsync(CancellationToken.None);

        Lines.ShouldHaveSingleItem();
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _board.Dispose();
        _services.Dispose();
    }

    private string[] Series() =>
        [.. PrometheusText.Write(_metrics.Collect()).Split('\n').Where(static line => line.StartsWith("gateway_alarms{", StringComparison.Ordinal))];

    private sealed class Source : IAlarms
    {
        public Alarm[] Alarms { get; set; } = [];

        public IEnumerable<Alarm> Standing() => Alarms;
    }
}
