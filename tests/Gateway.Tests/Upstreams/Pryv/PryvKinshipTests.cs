using Gateway.Upstreams.Pryv;

namespace Gateway.Tests.Upstreams.Pryv;

public sealed class PryvKinshipTests
{
    [Theory]
    [InlineData("https://mathurin.pryv.me", "https://co1.pryv.me", true)]
    [InlineData("https://mathurin.pryv.me", "https://pryv.me/mathurin/", true)]
    [InlineData("https://pryv.me", "https://co1.pryv.me", true)]
    [InlineData("https://MATHURIN.pryv.me", "https://mathurin.PRYV.me:8443", true)]
    [InlineData("http://127.0.0.1:1", "http://127.0.0.1:2", true)]
    [InlineData("https://mathurin.pryv.me", "https://co1.pryv.li", false)]
    [InlineData("https://mathurin.pryv.me", "https://co1.evilpryv.me", false)]
    [InlineData("https://pryv.me", "https://other.me", false)]
    [InlineData("https://mathurin.pryv.me", "http://co1.pryv.me", false)]
    [InlineData("https://mathurin.pryv.me", "https://someone@co1.pryv.me", false)]
    [InlineData("https://mathurin.pryv.me", "ftp://co1.pryv.me", false)]
    [InlineData("http://127.0.0.1", "http://127.0.0.2", false)]
    [InlineData("http://localhost", "http://core.localhost", true)]
    public void Is_CoreOfAnAccount_OnlyWithinTheSameDomain(string home, string core, bool expected) =>
        PryvKinship.Is(new Uri(home), new Uri(core)).ShouldBe(expected);
}
