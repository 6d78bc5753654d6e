using Gateway.Configuration;
using Gateway.Upstreams;
using Gateway.Upstreams.Pryv;
using Microsoft.Extensions.Configuration;

namespace Gateway.Tests.Upstreams.Pryv;

public sealed class PryvOptionsTests
{
    private const string Token = "ck60yn9yv00011hd3vu1ocpi7";
    private readonly ConfigurationFaults _faults = new();

    [Theory]
    [InlineData("https://mathurin.pryv.me", null, "mathurin", "https://mathurin.pryv.me/")]
    [InlineData("https://Mathurin.pryv.me/", "MATHURIN", "mathurin", "https://mathurin.pryv.me/")]
    [InlineData("https://pryv.example.org/Mathurin/", null, "mathurin", "https://pryv.example.org/Mathurin/")]
    [InlineData("https://pryv.example.org/api/mathurin", null, "mathurin", "https://pryv.example.org/api/mathurin/")]
    [InlineData("http://127.0.0.1:3000", "mathurin", "mathurin", "http://127.0.0.1:3000/mathurin/")]
    [InlineData("https://pryv.example.org", "mathurin", "mathurin", "https://pryv.example.org/mathurin/")]
    public void Read_UserGivenOrInTheAddress_IsLowerCaseAndNamesTheApi(string url, string? user, string expected, string api)
    {
        var options = Read(("Url", url), ("User", user), ("Token", Token));

        _faults.Any.ShouldBeFalse(_faults.ToString());
        options.Pryv.User.ShouldBe(expected);
        var account = new PryvAccount(options.Url, options.Pryv.User, options.Token!);
        account.Namespace.ShouldBe("/" + expected);
        account.Api.ToString().ShouldBe(api);
        account.ToString().ShouldNotContain(Token);
    }

    [Theory]
    [InlineData("https://{0}@mathurin.pryv.me/", null)]
    [InlineData("https://{0}@pryv.example.org/mathurin/", null)]
    [InlineData("https://{0}@mathurin.pryv.me", Token)]
    public void Read_ApiEndpointWithItsToken_IsSplitAndNeverShown(string endpoint, string? token)
    {
        var options = Read(("Url", string.Format(null, endpoint, Token)), ("Token", token));

        _faults.Any.ShouldBeFalse(_faults.ToString());
        options.Token!.Reveal().ShouldBe(Token);
        options.Url.UserInfo.ShouldBeEmpty();
        options.ToString().ShouldNotContain(Token);
    }

    [Theory]
    [InlineData("Url", "https://me:{0}@mathurin.pryv.me", null, null, null)]
    [InlineData("Token", "https://{0}@mathurin.pryv.me", "another-token", null, null)]
    [InlineData("Token", "https://mathurin.pryv.me", null, null, null)]
    [InlineData("User", "https://127.0.0.1/", Token, null, null)]
    [InlineData("User", "https://pryv.me/", Token, null, null)]
    [InlineData("User", "https://pryv.me/", Token, "a,b", null)]
    [InlineData("Dialect", "https://mathurin.pryv.me/", Token, null, "Old")]
    public void Read_Mistake_IsNamedByItsKeyWithoutTheToken(string fault, string url, string? token, string? user, string? dialect)
    {
        Read(("Url", string.Format(null, url, Token)), ("Token", token), ("User", user), ("Dialect", dialect));

        _faults.All.ShouldHaveSingleItem().ShouldStartWith($"Gateway:Hubs:diary:{fault}: ");
        _faults.ToString().ShouldNotContain(Token);
    }

    [Fact]
    public void Read_OtherKinds_TakeNoTokenInTheAddress()
    {
        Read(("Kind", "HomeAssistant"), ("Url", $"http://{Token}@hub"), ("Token", Token));

        _faults.All.ShouldHaveSingleItem().ShouldContain("must not carry credentials");
    }

    private UpstreamOptions Read(params (string Key, string? Value)[] values) =>
        UpstreamOptions.ReadAll(
            new ConfigurationBuilder().AddInMemoryCollection(
                values.Prepend(("Kind", "Pryv")).GroupBy(static row => row.Item1, StringComparer.Ordinal)
                    .Select(static rows => KeyValuePair.Create($"Gateway:Hubs:diary:{rows.Key}", rows.Last().Item2))).Build(),
            _faults).Single();
}
