using Gateway.Diagnostics;
using Gateway.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Diagnostics;

public sealed class LogLevelsTests : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly LogSink _log = new();
    private readonly ServiceProvider _services;
    private readonly LogLevels _levels;

    public LogLevelsTests()
    {
        _services = new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(_log))
            .AddSingleton<TimeProvider>(_time)
            .AddSingleton(static services => new Lazy<ILogger<LogLevels>>(services.GetRequiredService<ILogger<LogLevels>>))
            .AddSingleton<LogLevels>()
            .AddSingleton<IConfigureOptions<LoggerFilterOptions>>(static services => services.GetRequiredService<LogLevels>())
            .AddSingleton<IOptionsChangeTokenSource<LoggerFilterOptions>>(static services => services.GetRequiredService<LogLevels>())
            .BuildServiceProvider();
        _levels = _services.GetRequiredService<LogLevels>();
    }

    [Fact]
    public void Set_Category_CountsAtOnceForItAndWhatBeginsWithIt()
    {
        var homey = Logger("Gateway.Upstreams.Homey.HomeySession");
        homey.IsEnabled(LogLevel.Debug).ShouldBeFalse();

        _levels.TrySet("Gateway.Upstreams", LogLevel.Debug, duration: null).ShouldBeTrue();
        homey.IsEnabled(LogLevel.Debug).ShouldBeTrue();
        homey.IsEnabled(LogLevel.Trace).ShouldBeFalse();
        Logger("Gateway.Api.LiveClients").IsEnabled(LogLevel.Debug).ShouldBeFalse();

        _levels.TrySet("Gateway.Upstreams.Homey", LogLevel.Error, duration: null).ShouldBeTrue();
        homey.IsEnabled(LogLevel.Warning).ShouldBeFalse("the longer name counts");

        _levels.TrySet("Gateway.Upstreams.Homey", level: null, duration: null).ShouldBeTrue();
        _levels.TrySet("gateway.upstreams", level: null, duration: null).ShouldBeTrue();
        homey.IsEnabled(LogLevel.Debug).ShouldBeFalse();
        _levels.All.ShouldBeEmpty();
    }

    [Fact]
    public void Set_ForAWhile_IsTakenBackByItself()
    {
        var logger = Logger("Gateway.Api");
        _levels.TrySet("Gateway.Api", LogLevel.Trace, TimeSpan.FromMinutes(10)).ShouldBeTrue();
        _levels.All.ShouldHaveSingleItem().Until.ShouldBe(_time.GetUtcNow().AddMinutes(10));

        _time.Advance(TimeSpan.FromMinutes(6));
        _levels.TrySet("Gateway.Api", LogLevel.Trace, TimeSpan.FromMinutes(10)).ShouldBeTrue();
        _time.Advance(TimeSpan.FromMinutes(6));
        logger.IsEnabled(LogLevel.Trace).ShouldBeTrue("it was set anew");
        _time.Advance(TimeSpan.FromMinutes(4));

        logger.IsEnabled(LogLevel.Trace).ShouldBeFalse();
        _levels.All.ShouldBeEmpty();
        _log.Lines[^1].Text.ShouldBe("The log's level of Gateway.Api is now what the configuration says.");
    }

    [Fact]
    public void Set_ForAWhile_TimerIsAMomentEarly_IsTakenBackAllTheSame()
    {
        // As .NET's timers are, which count in ticks of some milliseconds; or somebody has set the clock back.
        using var levels = new LogLevels(new LateClock(_time), new Lazy<ILogger<LogLevels>>(_services.GetRequiredService<ILogger<LogLevels>>));
        levels.TrySet("Gateway.Api", LogLevel.Trace, TimeSpan.FromMinutes(1)).ShouldBeTrue();

        _time.Advance(TimeSpan.FromMinutes(1));

        levels.All.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Gateway")]
    [InlineData("gateway.audit")]
    public void Set_WhatHasTheAuditInIt_DoesNotSilenceTheAudit(string category)
    {
        _levels.TrySet(category, LogLevel.None, duration: null).ShouldBeTrue();

        Logger("Gateway.Audit").IsEnabled(LogLevel.Information).ShouldBeTrue();
        Logger("Gateway.Api").IsEnabled(LogLevel.Information).ShouldBe(category is not "Gateway");
    }

    [Fact]
    public void Set_MoreCategoriesThanAreKept_IsRefused()
    {
        for (var number = 0; number < LogLevels.MaxCategories; number++)
        {
            _levels.TrySet($"Gateway.X{number}", LogLevel.Debug, duration: null).ShouldBeTrue();
        }

        _levels.TrySet("Gateway.Other", LogLevel.Debug, duration: null).ShouldBeFalse();
        _levels.TrySet("Gateway.X0", LogLevel.Trace, duration: null).ShouldBeTrue("it has one already");
    }

    public void Dispose() => _services.Dispose();

    /// <summary>A millisecond behind its timers.</summary>
    private sealed class LateClock(TimeProvider time) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => time.GetUtcNow() - TimeSpan.FromMilliseconds(1);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(callback, state, dueTime, period);
    }

    private ILogger Logger(string category) => _services.GetRequiredService<ILoggerFactory>().CreateLogger(category);
}
