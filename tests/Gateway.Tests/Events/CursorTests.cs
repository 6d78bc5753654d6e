using Gateway.Events;

namespace Gateway.Tests.Events;

public sealed class CursorTests
{
    [Theory]
    [InlineData("9f3a:0", "9f3a", 0)]
    [InlineData("A:9223372036854775807", "A", long.MaxValue)]
    [InlineData("01234567890123456789012345678901:12", "01234567890123456789012345678901", 12)]
    public void TryParse_WhatWasWritten_GivesItBack(string text, string epoch, long sequence)
    {
        Cursor.TryParse(text, out var cursor).ShouldBeTrue();

        cursor.ShouldBe(new Cursor(epoch, sequence));
        cursor.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(":")]
    [InlineData(":1")]
    [InlineData("a")]
    [InlineData("a:")]
    [InlineData("a:-1")]
    [InlineData("a:+1")]
    [InlineData("a: 1")]
    [InlineData("a:1 ")]
    [InlineData("a:1:2")]
    [InlineData("a b:1")]
    [InlineData("\u00e4:1")]
    [InlineData("a\":1")]
    [InlineData("a:\u0663")]
    [InlineData("a:9223372036854775808")]
    [InlineData("a:0x10")]
    [InlineData("012345678901234567890123456789012:1")]
    public void TryParse_Garbage_IsNoCursor(string? text)
    {
        Cursor.TryParse(text, out var cursor).ShouldBeFalse();

        cursor.ShouldBe(default);
    }

    [Fact]
    public void NewEpoch_Twice_DiffersAndCanBeParsed()
    {
        var first = Cursor.NewEpoch();

        string.Equals(first, Cursor.NewEpoch(), StringComparison.Ordinal).ShouldBeFalse();
        Cursor.TryParse($"{first}:7", out var cursor).ShouldBeTrue();
        cursor.Epoch.ShouldBe(first);
    }
}
