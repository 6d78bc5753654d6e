using System.Text;
using System.Text.Json.Nodes;
using Gateway.Upstreams.Deconz;

namespace Gateway.Tests.Upstreams.Deconz;

public sealed class DeconzVectorTests
{
    public static TheoryData<int, string> Frames => Data(static vector => vector.IsFrame);

    public static TheoryData<int, string> Verdicts => Data(static vector => vector.IsHttp && vector.Body.StartsWith('['));

    public static TheoryData<int, string> Configurations => Data(static vector => vector.IsHttp && vector.Body.StartsWith('{'));

    [Fact]
    public void Vectors_Each_AreOfAKindTestedHere()
    {
        DeconzFrames.All.Count.ShouldBe(36);
        DeconzFrames.All.Count(static vector => vector.IsClose).ShouldBe(1);
        DeconzFrames.All.Count(static vector => vector is { IsHttp: true, Status: 304, Body: "" }).ShouldBe(1);
        (Frames.Count + Verdicts.Count + Configurations.Count + 2).ShouldBe(DeconzFrames.All.Count);
    }

    [Theory]
    [MemberData(nameof(Frames))]
    public void Frame_OfTheVectors_IsReadAndPassedOnUntouched(int line, string note)
    {
        var frame = DeconzFrames.All[line - 1].Frame;
        var told = new DeconzTold();
        told.Begin("""{"lights":{}}""", DeconzTopics.AllKey);

        told.Add(frame);

        var (topic, name, data) = told.All.ShouldHaveSingleItem(note);
        data.ShouldBe(frame);
        var json = JsonNode.Parse(frame)!;
        name.ShouldBe(json["e"]!.GetValue<string>());
        var resource = json["r"]!.GetValue<string>();
        topic.ShouldBe(json["id"] is { } id ? $"{resource}/{id}" : $"{resource}/{json["gid"]}/{json["scid"]}");
    }

    [Theory]
    [MemberData(nameof(Frames))]
    public void Frame_OfTheVectorsCutAnywhere_IsRefusedWithoutAFault(int line, string note)
    {
        var frame = Encoding.UTF8.GetBytes(DeconzFrames.All[line - 1].Frame);
        for (var length = 0; length < frame.Length; length++)
        {
            DeconzFrame.TryRead(frame.AsSpan(0, length), out _, out var fault).ShouldBeFalse(note);
            fault.ShouldNotBeEmpty();
        }
    }

    [Theory]
    [MemberData(nameof(Verdicts))]
    public void Answer_OfTheVectors_IsJudgedElementByElement(int line, string note)
    {
        var vector = DeconzFrames.All[line - 1];
        var elements = JsonNode.Parse(vector.Body)!.AsArray();

        var verdict = DeconzVerdict.Read(Encoding.UTF8.GetBytes(vector.Body));

        verdict.Successes.ShouldBe(elements.Count(static element => element!["success"] is not null), note);
        verdict.Errors.ShouldBe(elements.Count(static element => element!["error"] is not null), note);
        verdict.FirstType.ShouldBe(elements.Select(static element => element!["error"]?["type"]?.GetValue<int>()).FirstOrDefault(static type => type is not null));
        verdict.IsBusy.ShouldBe(vector.Status == 503);
    }

    [Theory]
    [MemberData(nameof(Configurations))]
    public void Configuration_OfTheVectors_TellsItsIdentity(int line, string note)
    {
        var body = Encoding.UTF8.GetBytes(DeconzFrames.All[line - 1].Body);

        DeconzJson.IsValid(body).ShouldBeTrue(note);
        Encoding.UTF8.GetString(DeconzJson.Text(body, "bridgeid"u8)).ShouldBe("00212EFFFF000001");
    }

    private static TheoryData<int, string> Data(Func<DeconzVector, bool> wanted)
    {
        var data = new TheoryData<int, string>();
        foreach (var vector in DeconzFrames.All.Where(wanted))
        {
            data.Add(vector.Line, vector.Note);
        }

        return data;
    }
}
