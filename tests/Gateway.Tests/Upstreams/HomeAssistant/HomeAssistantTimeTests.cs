using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Gateway.Upstreams.HomeAssistant;

namespace Gateway.Tests.Upstreams.HomeAssistant;

public sealed partial class HomeAssistantTimeTests
{
    [Theory]
    [InlineData("1795226769.089799", "2026-11-21T02:06:09.089799+00:00")]
    [InlineData("1795226769.09024", "2026-11-21T02:06:09.090240+00:00")]
    [InlineData("1795226769.0", "2026-11-21T02:06:09+00:00")]
    [InlineData("1795226769", "2026-11-21T02:06:09+00:00")]
    [InlineData("1.795226769089799e9", "2026-11-21T02:06:09.089799+00:00")]
    [InlineData("1795226769089799E-6", "2026-11-21T02:06:09.089799+00:00")]
    [InlineData("179522676908979900000e-11", "2026-11-21T02:06:09.089799+00:00")]
    [InlineData("0", "1970-01-01T00:00:00+00:00")]
    [InlineData("-0.0", "1970-01-01T00:00:00+00:00")]
    [InlineData("0e999999999999999999999", "1970-01-01T00:00:00+00:00")]
    [InlineData("1e-999999999999999999999", "1970-01-01T00:00:00+00:00")]
    [InlineData("-0.000001", "1969-12-31T23:59:59.999999+00:00")]
    [InlineData("0.0000005", "1970-01-01T00:00:00+00:00")]
    [InlineData("0.0000015", "1970-01-01T00:00:00.000002+00:00")]
    [InlineData("0.0000025", "1970-01-01T00:00:00.000002+00:00")]
    [InlineData("0.00000250000000000000000000000000000001", "1970-01-01T00:00:00.000003+00:00")]
    [InlineData("0.0000024999", "1970-01-01T00:00:00.000002+00:00")]
    [InlineData("5e-7", "1970-01-01T00:00:00+00:00")]
    [InlineData("0.9999999", "1970-01-01T00:00:01+00:00")]
    [InlineData("253402300799.999999", "9999-12-31T23:59:59.999999+00:00")]
    [InlineData("-62135596800", "0001-01-01T00:00:00+00:00")]
    public void Time_AnyNotation_IsTheExactInstant(string epoch, string expected)
    {
        Format(epoch).ShouldBe($"\"{expected}\"");
    }

    [Theory]
    [InlineData("253402300799.9999999")]
    [InlineData("-62135596800.000001")]
    [InlineData("1e300")]
    [InlineData("-1e999999999999999999999999")]
    [InlineData("99999999999999999999999999999999")]
    public void Time_OutOfRange_IsNoTime(string epoch)
    {
        Format(epoch).ShouldBeNull();
    }

    [Fact]
    public void Time_AnyMicrosecond_SurvivesTheRoundTrip()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<long>(), ticks =>
        {
            var microseconds = Math.Abs(ticks % 4_000_000_000_000_000);
            var epoch = (microseconds / 1_000_000m).ToString("0.######", CultureInfo.InvariantCulture);
            return string.Equals(Format(epoch), $"\"{Iso(DateTime.UnixEpoch.AddTicks(microseconds * 10))}\"", StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Time_EveryIsoTimeCaptured_ComesBackFromItsEpochNumber()
    {
        var times = HomeAssistantFrames.All.Where(frame => frame.IsText).SelectMany(frame => IsoTime().Matches(frame.Text)).Select(match => match.Value).Distinct(StringComparer.Ordinal);
        var count = 0;
        foreach (var time in times)
        {
            var ticks = DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).UtcTicks - DateTime.UnixEpoch.Ticks;
            // The hub's number is a double in its shortest notation, as this one is.
            var epoch = ((double)(ticks / 1e7m)).ToString("R", CultureInfo.InvariantCulture);
            Format(epoch).ShouldBe($"\"{time}\"");
            count++;
        }

        count.ShouldBeGreaterThan(10);
    }

    private static string Iso(DateTime time)
    {
        return time.ToString(time.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-ddTHH:mm:ss" : "yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture) + "+00:00";
    }

    private static string? Format(string epoch)
    {
        Span<byte> destination = stackalloc byte[HomeAssistantTime.MaxLength];
        return HomeAssistantTime.TryFormat(Encoding.UTF8.GetBytes(epoch), destination, out var written) ? Encoding.UTF8.GetString(destination[..written]) : null;
    }

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00", RegexOptions.None, 1000)]
    private static partial Regex IsoTime();
}
