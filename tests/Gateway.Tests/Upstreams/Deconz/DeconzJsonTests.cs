using System.Text;
using Gateway.Upstreams.Deconz;

namespace Gateway.Tests.Upstreams.Deconz;

public sealed class DeconzJsonTests
{
    [Theory]
    [InlineData("[0.3,0.3]", "[ 0.3,\t0.3\r\n]", true)]
    [InlineData("{\"a\":[1]}", " { \"a\" : [1] } ", true)]
    [InlineData("[1,2]", "[12]", false)]
    [InlineData("[1,2]", "[1,2,3]", false)]
    [InlineData("\"a b\"", "\"ab\"", false)]
    [InlineData("\"a\\\" b\"", "\"a\\\"b\"", false)]
    [InlineData("[\"a\\\\\", 1]", "[\"a\\\\\",1]", true)]
    [InlineData("\"\\\"\"", "\"\\\\\"", false)]
    [InlineData("", "", true)]
    [InlineData("1", "", false)]
    public void Values_WrittenWithOtherSpaces_AreTheSame(string left, string right, bool isSame)
    {
        DeconzJson.IsSame(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right)).ShouldBe(isSame);
        DeconzJson.IsSame(Encoding.UTF8.GetBytes(right), Encoding.UTF8.GetBytes(left)).ShouldBe(isSame);
    }
}
