using Gateway.Access;

namespace Gateway.Tests.Access;

public sealed class ScopeTests
{
    [Theory]
    [InlineData("admin")]
    [InlineData("metrics")]
    [InlineData("raw:chat")]
    [InlineData("raw:*")]
    [InlineData("command:home")]
    [InlineData("command:home/call_service")]
    [InlineData("command:homey/PUT /api/manager/devices/*")]
    [InlineData("read:home/entities/light.*")]
    [InlineData("read:*/*")]
    [InlineData("read:homey/homey:device:*")]
    [InlineData("read:home/{\"type\":\"subscribe_trigger\",\"trigger\":{}}")]
    [InlineData("http:deconz/lights/3")]
    [InlineData("http:home/api/")]
    [InlineData("http:home/*")]
    public void TryParse_Form_IsTakenAndWrittenTheSame(string text)
    {
        Scope.TryParse(text, out var scope, out _).ShouldBeTrue();

        scope!.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("", "none of the known words")]
    [InlineData("Admin", "none of the known words")]
    [InlineData(" admin", "none of the known words")]
    [InlineData("admin:home", "none of the known words")]
    [InlineData("write:home/x", "none of the known words")]
    [InlineData("read", "none of the known words")]
    [InlineData("read:", "no hub's id")]
    [InlineData("read:/x", "no hub's id")]
    [InlineData("read:ho*/x", "no hub's id")]
    [InlineData("read:ho me/x", "no hub's id")]
    [InlineData("read:home", "a / and a pattern must follow")]
    [InlineData("http:home", "a / and a pattern must follow")]
    [InlineData("read:home/", "the pattern after the / is empty")]
    [InlineData("command:home/", "the pattern after the / is empty")]
    [InlineData("read:home/*/light", "a * may stand at the end only")]
    [InlineData("read:home/**", "a * may stand at the end only")]
    [InlineData("raw:chat/x", "nothing follows the hub")]
    [InlineData("http:home//api", "without its first slash")]
    [InlineData("http:home/api/../*", "no backslash, no empty segment")]
    [InlineData("http:home/api//x", "no backslash, no empty segment")]
    [InlineData("http:home/api\\x", "no backslash, no empty segment")]
    [InlineData("read:home/a\nb", "a control character")]
    public void TryParse_Fault_NamesScopeFaultAndForms(string text, string fault)
    {
        Scope.TryParse(text, out var scope, out var told).ShouldBeFalse();

        scope.ShouldBeNull();
        told.ShouldStartWith($"'{text.Replace('\n', ' ')}' is no scope: ");
        told.ShouldContain(fault);
        told.ShouldContain(Scope.Forms);
    }

    [Fact]
    public void TryParse_TooLong_IsRefusedAndShownShort()
    {
        Scope.TryParse("read:home/" + new string('x', 100_000), out _, out var fault).ShouldBeFalse();

        fault!.Length.ShouldBeLessThan(600);
    }

    [Fact]
    public void TryParse_AnythingAtAll_IsTakenOrRefusedAndNeverThrows()
    {
        var random = new Random(5);
        string[] parts = ["read", "command", "http", "raw", "admin", "metrics", ":", "/", "*", "home", "..", "\\", "\0", "\ud800", "é", " ", "%2e", "a"];
        var taken = 0;
        for (var round = 0; round < 200_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(0, 8)).Select(_ => parts[random.Next(parts.Length)]));
            if (Scope.TryParse(text, out var scope, out var fault))
            {
                taken++;
                fault.ShouldBeNull();
                Scope.TryParse(scope.ToString(), out var again, out _).ShouldBeTrue(text);
                again.ShouldBe(scope);
            }
        }

        taken.ShouldBeGreaterThan(1000);
    }
}
