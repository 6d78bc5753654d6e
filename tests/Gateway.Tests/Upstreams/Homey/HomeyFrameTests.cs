using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Configuration;
using Gateway.Upstreams.Homey;
using Gateway.Upstreams.Transports;

namespace Gateway.Tests.Upstreams.Homey;

/// <summary>Every line of <c>Frames/homey.jsonl</c> is read or written by the code that meets it.</summary>
public sealed class HomeyFrameTests
{
    private const string HomeyId = "5f00aa";
    private static readonly Secret Token = new("<TOKEN>");
    private static readonly string[] Engine = ["0", "2", "3", "40", "41", "44"];

    public static TheoryData<int, string> Lines => HomeyFrames.Data(static _ => true);

    public static TheoryData<int, string> Events => HomeyFrames.Data(static frame => frame is { IsText: true, IsIncoming: true } && frame.Packet.IsEvent);

    public static TheoryData<int, string> Acks => HomeyFrames.Data(static frame => frame is { IsText: true, IsIncoming: true } && frame.Packet.IsAck);

    public static TheoryData<int, string> Outgoing => HomeyFrames.Data(static frame => frame is { IsText: true, IsIncoming: false } && frame.Packet.Type is "42");

    public static TheoryData<int, string> Exchanges => HomeyFrames.Data(static frame => frame is { IsText: false, IsIncoming: true } && frame.Http.ValueKind == JsonValueKind.Object);

    [Theory]
    [MemberData(nameof(Lines))]
    public void Line_Any_IsOfAKindThatSomeTestReads(int line, string note)
    {
        var frame = HomeyFrames.All[line - 1];

        var isKnown = frame.IsText
            ? frame.Packet is { IsEvent: true } or { IsAck: true } or { Type: "42" } || Engine.Contains(frame.Packet.Type, StringComparer.Ordinal)
            : frame.Value.EnumerateObject().Single().Name is "http" or "close";
        isKnown.ShouldBeTrue(note);
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void Event_OfTheFrames_IsReadWithItsDataUntouched(int line, string note)
    {
        var packet = HomeyFrames.All[line - 1].Packet;
        using var document = JsonDocument.Parse(packet.Json);
        var expected = document.RootElement.EnumerateArray().ToArray();

        packet.TryRead(out var seen).ShouldBeTrue(note);

        seen.Uri.ShouldBe(expected[0].GetString());
        seen.Name.ShouldBe(expected[1].GetString());
        seen.Data.ShouldBe(expected[2].GetRawText());
        seen.More.ShouldBe(expected.Length > 3 ? $"[{expected[3].GetRawText()}]" : "");
        HomeyTopics.Plan(seen.Uri).Refusal.ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Acks))]
    public void Ack_OfTheFrames_IsAYesOrANo(int line, string note)
    {
        var packet = HomeyFrames.All[line - 1].Packet;
        using var document = JsonDocument.Parse(packet.Json);
        var expected = document.RootElement.EnumerateArray().ToArray();

        var ack = HomeyAck.Read(Encoding.UTF8.GetBytes(packet.Json), Token);

        if (expected[0].ValueKind == JsonValueKind.Null)
        {
            ack.Error.ShouldBeNull(note);
            Encoding.UTF8.GetString(ack.Result.Span).ShouldBe(expected.Length > 1 ? expected[1].GetRawText() : "null");
        }
        else
        {
            ack.Error.ShouldNotBeNull(note).Words.ShouldNotBeEmpty();
            Encoding.UTF8.GetString(ack.Error!.Json.Span).ShouldBe(expected[0].GetRawText());
        }
    }

    [Theory]
    [MemberData(nameof(Outgoing))]
    public void Message_OfTheFrames_IsWrittenTheSame(int line, string note)
    {
        using var document = JsonDocument.Parse(HomeyFrames.All[line - 1].Packet.Json);
        var (name, argument) = (document.RootElement[0].GetString(), document.RootElement[1]);

        var written = name switch
        {
            "handshakeClient" => HomeyMessages.Handshake("<TOKEN>", HomeyId),
            "subscribe" or "unsubscribe" => HomeyMessages.Uri(argument.GetString()!),
            _ => HomeyMessages.Api(
                argument.GetProperty("uri").GetString()!, argument.GetProperty("operation").GetString()!, Encoding.UTF8.GetBytes(argument.GetProperty("args").GetRawText())),
        };

        Encoding.UTF8.GetString(written).ShouldBe($"[{argument.GetRawText()}]", note);
    }

    [Theory]
    [MemberData(nameof(Exchanges))]
    public void Exchange_OfTheFrames_IsJudged(int line, string note)
    {
        var http = HomeyFrames.All[line - 1].Http;
        var status = (HttpStatusCode)http.GetProperty("status").GetInt32();
        var body = Encoding.UTF8.GetBytes(http.GetProperty("body").GetString()!);
        var path = http.GetProperty("path").GetString()!;
        if (path.Contains("/system/ping", StringComparison.Ordinal))
        {
            Judge(status, body, http).ShouldBe(note.Split(':')[0] switch
            {
                "[discovery] another Homey answers" => "not-the-hub",
                "[discovery] terminal (constructed from documentation)" => "subscription-inactive",
                _ => $"{HomeyId} 12.0.0",
            });
            return;
        }

        HomeyCommand.TryRead($"{http.GetProperty("method").GetString()} {path}", out var command, out var refusal).ShouldBeTrue(refusal);
        command!.Target.ShouldBe(path);
        if ((int)status >= 400)
        {
            var error = HomeyError.OfHttp(status, body, Token);
            error.Status.ShouldBe((int)status);
            error.IsAuthentication.ShouldBe(status == HttpStatusCode.Unauthorized);
            JsonNode.DeepEquals(JsonNode.Parse(error.Json.Span), JsonNode.Parse(body)).ShouldBeTrue(note);
        }
    }

    private static string Judge(HttpStatusCode status, byte[] body, JsonElement http)
    {
        var headers = http.TryGetProperty("headers", out var given)
            ? given.EnumerateObject().ToDictionary(static header => header.Name, static header => header.Value.GetString()!, StringComparer.OrdinalIgnoreCase)
            : new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var answer = new HubHttpAnswer { Status = status, Body = body, Headers = headers };
        var finding = HomeyProbe.Judge(answer, HomeyAddress.Of(new Uri("http://192.168.1.100")), HomeyId, TimeSpan.Zero, Token);
        return finding.Found is { } found ? $"{found.HomeyId} {found.Version}" : finding.Reason!.Name;
    }
}
