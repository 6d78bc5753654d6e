using Gateway.Configuration;

namespace Gateway.Tests.Configuration;

public sealed class ShownTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("entities/light.hall", "entities/light.hall")]
    [InlineData("a\r\nb\u001b[31m", "a  b [31m")]
    public void Cut_ShortText_StaysInOneLine(string text, string shown) => ShownText.Cut(text).ShouldBe(shown);

    [Fact]
    public void Cut_LongText_HasTwoHundredCharactersAndNoHalfOne()
    {
        ShownText.Cut(new string('a', 200)).ShouldBe(new string('a', 200));
        ShownText.Cut(new string('a', 7_000)).ShouldBe(new string('a', 200) + "…");
        ShownText.Cut(new string('a', 199) + "😀b").ShouldBe(new string('a', 199) + "…");
    }
}
