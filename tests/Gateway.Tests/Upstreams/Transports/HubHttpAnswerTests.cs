using System.Net;
using Gateway.Tests.Fakes;
using Gateway.Upstreams.Transports;

namespace Gateway.Tests.Upstreams.Transports;

public sealed class HubHttpAnswerTests
{
    private readonly FakeTime _time = new();

    [Theory]
    [InlineData("7", 7)]
    [InlineData("0", 0)]
    [InlineData("Sat, 21 Nov 2026 12:01:00 GMT", 60)]
    [InlineData("Sat, 21 Nov 2026 11:59:00 GMT", -60)]
    [InlineData("soon", null)]
    [InlineData("-1", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void RetryAfter_IsReadAsSecondsOrATime(string? header, int? seconds)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (header is not null)
        {
            headers["retry-after"] = header;
        }

        new HubHttpAnswer { Status = HttpStatusCode.TooManyRequests, Headers = headers }.RetryAfter(_time)
            .ShouldBe(seconds is { } given ? TimeSpan.FromSeconds(given) : null);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests, true)]
    [InlineData(HttpStatusCode.ServiceUnavailable, true)]
    [InlineData(HttpStatusCode.InternalServerError, false)]
    [InlineData(HttpStatusCode.OK, false)]
    public void IsBusy_IsToldByTheStatus(HttpStatusCode status, bool isBusy) => new HubHttpAnswer { Status = status }.IsBusy.ShouldBe(isBusy);
}
