using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Commands;
using Gateway.Upstreams.Pryv;

namespace Gateway.Tests.Upstreams.Pryv;

public sealed class PryvCapturedFramesTests
{
    private static readonly string[] KnownHappenings = ["http", "close", "silence_ms", "text_chars"];

    public static TheoryData<int, string> Lines => PryvFrames.Data(PryvFrames.Current);

    public static TheoryData<int, string> LegacyLines => PryvFrames.Data(PryvFrames.Legacy);

    public static TheoryData<int, string> Acks => PryvFrames.Data(PryvFrames.Current.Where(static frame => frame.IsText && frame.Text.StartsWith("43/", StringComparison.Ordinal)));

    public static TheoryData<int, string> Notifications =>
        PryvFrames.Data(PryvFrames.Current.Where(static frame => frame is { IsText: true, IsIncoming: true } && frame.Text.StartsWith("42/", StringComparison.Ordinal)));

    public static TheoryData<int, string> Refusals => PryvFrames.Data(PryvFrames.Current.Where(static frame => frame.IsText && frame.Text.StartsWith("44/", StringComparison.Ordinal)));

    public static TheoryData<int, string> Calls => PryvFrames.Data(PryvFrames.Current.Where(static frame =>
        frame is { IsText: true, IsIncoming: false } && frame.Text.StartsWith("42/denuser,", StringComparison.Ordinal) && frame.Json.StartsWith('[')));

    [Theory]
    [MemberData(nameof(Lines))]
    public void CapturedLine_AnyLine_IsOfAKnownKind(int line, string note) => BeOfAKnownKind(PryvFrames.Current[line - 1], note);

    [Theory]
    [MemberData(nameof(LegacyLines))]
    public void LegacyLine_AnyLine_IsOfAKnownKind(int line, string note) => BeOfAKnownKind(PryvFrames.Legacy[line - 1], note);

    [Theory]
    [MemberData(nameof(Acks))]
    public void Ack_Captured_IsAResultOrTheErrorUntouched(int line, string note)
    {
        var json = PryvFrames.Current[line - 1].Json;
        using var document = JsonDocument.Parse(json);
        var isYes = document.RootElement.GetArrayLength() == 2;
        var expected = isYes ? document.RootElement[1] : document.RootElement[0].GetProperty("error");

        var ack = PryvAck.Read(Encoding.UTF8.GetBytes(json));

        ack.IsYes.ShouldBe(isYes, note);
        Encoding.UTF8.GetString(ack.Json.Span).ShouldBe(expected.GetRawText(), note);
        var bearer = document.RootElement[isYes ? 1 : 0];
        PryvMeta.Read(ack.Bearer.Span).ServerTime.ShouldBe(bearer.TryGetProperty("meta", out var meta) ? meta.GetProperty("serverTime").GetDouble() : null, note);
        if (!isYes)
        {
            PryvError.Read(ack.Json.Span).Id.ShouldBe(expected.GetProperty("id").GetString(), note);
            PryvError.Read(ack.Json.Span).Message.ShouldBe(expected.GetProperty("message").GetString(), note);
        }
    }

    [Theory]
    [MemberData(nameof(Notifications))]
    public void Notification_Captured_IsATopicOrAScopesOwn(int line, string note)
    {
        using var document = JsonDocument.Parse(PryvFrames.Current[line - 1].Json);
        var name = document.RootElement[0].GetString()!;

        var topic = PryvTopics.Find(Encoding.UTF8.GetBytes(name));

        (topic?.Name ?? "notificationsChanged").ShouldBe(name, note);
        (topic is null || PryvTopics.Refusal(topic, PryvDialect.Current) is null).ShouldBeTrue(note);
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Refusal_Captured_IsFinalForTheToken(int line, string note)
    {
        var error = PryvError.Read(Encoding.UTF8.GetBytes(PryvFrames.Current[line - 1].Json));

        error.Message.ShouldNotBeEmpty(note);
        error.IsPassing.ShouldBeFalse(note);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void Call_Captured_IsWrittenWithTheSameMeaningOrMended(int line, string note)
    {
        var call = JsonNode.Parse(PryvFrames.Current[line - 1].Json)!.AsArray();
        var parameters = call.Count > 1 ? call[1]?.ToJsonString() ?? "null" : "";
        var method = call[0]!.GetValue<string>();

        var refusal = PryvCommands.Prepare(new Command("diary", method, Encoding.UTF8.GetBytes(parameters)), PryvDialect.Current, out var message, out var args);

        if (method is "subscribe" or "unsubscribe")
        {
            refusal.ShouldNotBeNull().Status.ShouldBe(CommandStatus.Invalid, note);
            return;
        }

        refusal.ShouldBeNull(note);
        message.ShouldBe(method);
        var sent = JsonNode.Parse(args.Span)!.AsArray().ShouldHaveSingleItem();
        JsonNode.DeepEquals(sent, call.Count > 1 && call[1] is { } given ? given : new JsonObject()).ShouldBeTrue(note);
    }

    [Fact]
    public void Page_Captured_ListsEveryEventWithItsTime()
    {
        var ack = PryvAck.Read(Encoding.UTF8.GetBytes(PryvFrames.Noted("[main] newest first").Json));

        var page = PryvPage.Read(ack.Json.Span).ShouldNotBeNull();

        page.Events.ShouldBe(2);
        page.Odd.ShouldBe(0);
        page.FirstEvent.ShouldNotBeNull().Id.ShouldBe("orj3o7fqvktj03ej5cbcx2nf");
        page.Meta.ShouldBe(new PryvMeta("2.0.0-pre.4", 1795227248.786));
        page.Changes.Select(static change => (change.Id, change.At, change.IsGone)).ShouldBe(
            [("po20e65qoq2e0i0jgthv63bf", 1795227247.382, false), ("orj3o7fqvktj03ej5cbcx2nf", 1795227247.888, false)]);
        using var first = JsonDocument.Parse(ack.Json[page.Changes[0].Json]);
        first.RootElement.GetProperty("content").GetString().ShouldBe("hello é😀");
    }

    private static void BeOfAKnownKind(PryvFrame frame, string note)
    {
        frame.Direction.ShouldBeOneOf("in", "out");
        if (!frame.IsText)
        {
            Array.IndexOf(KnownHappenings, frame.Value.EnumerateObject().Single().Name).ShouldBeGreaterThanOrEqualTo(0, note);
        }
    }
}
