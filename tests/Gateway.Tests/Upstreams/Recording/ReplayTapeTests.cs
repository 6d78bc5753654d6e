using Gateway.Configuration;
using Gateway.Upstreams.Recording;

namespace Gateway.Tests.Upstreams.Recording;

/// <summary>What a folder of recordings may not have: each mistake has its name, and none is an exception.</summary>
public sealed class ReplayTapeTests : IDisposable
{
    private const string Header = """{"format":1,"hub":"home","entry":{"Kind":"SocketIO","Path":"/"}}""";
    private const string Open = """{"t":1,"s":1,"via":"ws","dir":"open","path":"/socket.io/?EIO=4"}""";
    private const string Poll = """{"t":1,"s":1,"via":"http","dir":"in","method":"GET","path":"/socket.io/?EIO=4&transport=polling&sid=x","status":200,"headers":{},"text":"2"}""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-tapes-");

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("[]", "line 1 is no object")]
    [InlineData("null", "line 1 is no object")]
    [InlineData("""{"format":1}""", "'hub' is missing, or is not a text")]
    [InlineData("""{"format":"1"}""", "no header of format 1")]
    [InlineData("""{"format":1,"hub":7,"entry":{}}""", "'hub' is missing, or is not a text")]
    [InlineData("""{"format":1,"hub":"home"}""", "'entry' is missing, or is not an object")]
    [InlineData("""{"format":1,"hub":"home","entry":{}}""", "'Kind' is missing, or is not a text")]
    [InlineData("""{"format":1,"hub":"home","entry":{"Kind":"Pryv","User":7}}""", "'User' is missing, or is not a text")]
    [InlineData("""{"format":1,"hub":"home","entry":{"Kind":"Pryv","Path":".example.com/"}}""", "'Path' does not begin with a slash")]
    [InlineData("""{"format":1,"format":1,"hub":"home"}""", "line 1 cannot be read")]
    [InlineData("""{"format":1,"hub":"\ud800","entry":{"Kind":"Pryv"}}""", "line 1 cannot be read")]
    public void ReadAll_AHeaderThatIsNone_IsNamed(string header, string said) => FaultOf([header, Open]).ShouldContain(said);

    [Theory]
    [InlineData("7", "line 2 is no object")]
    [InlineData("""{"t":1,""", "line 2 cannot be read")]
    [InlineData("""{"dir":"in"}""", "line 2 't' is missing, or is not a number")]
    [InlineData("""{"dir":"in","t":"1","s":1,"via":"ws"}""", "line 2 't' is missing, or is not a number")]
    [InlineData("""{"dir":"in","t":1,"s":1.5,"via":"ws"}""", "line 2 's' is missing, or is not a number")]
    [InlineData("""{"dir":7,"t":1,"s":1,"via":"ws"}""", "line 2 'dir' is missing, or is not a text")]
    [InlineData("""{"dir":"in","t":1,"s":1}""", "line 2 'via' is missing, or is not a text")]
    [InlineData("""{"dir":"open","t":1,"s":1,"via":"ws"}""", "line 2 'path' is missing, or is not a text")]
    [InlineData("""{"dir":"in","t":1,"s":1,"via":"http","method":"GET","path":"/","status":7,"headers":{}}""", "line 2 'status' is none of HTTP")]
    [InlineData("""{"dir":"in","t":1,"s":1,"via":"http","method":"GET","path":"/","status":200,"headers":[]}""", "line 2 'headers' is missing, or is not an object")]
    [InlineData("""{"dir":"in","t":1,"s":1,"via":"http","method":"GET","path":"/","status":200,"headers":{},"base64":"%"}""", "line 2 cannot be read")]
    public void ReadAll_ALineThatIsNone_IsNamed(string line, string said) => FaultOf([Header, line, Open]).ShouldContain(said);

    [Fact]
    public void ReadAll_HalfALineAtTheEnd_IsLeftOut()
    {
        var (tapes, faults) = Read(("home", [Header, Open, """{"t":1,"""]));

        faults.Any.ShouldBeFalse();
        tapes.ShouldHaveSingleItem().Tracks.Count.ShouldBe(1);
    }

    [Fact]
    public void ReadAll_AHubTwice_IsNamed()
    {
        var (tapes, faults) = Read(("a", [Header, Open]), ("b", [Header.Replace("home", "Home", StringComparison.Ordinal), Open]));

        tapes.Count.ShouldBe(1);
        faults.All.ShouldHaveSingleItem().ShouldContain("b.jsonl' cannot be played: another file of the folder is of hub 'Home', too");
    }

    [Fact]
    public void ReadAll_PollingAlone_IsNamedWithItsCure()
    {
        FaultOf([Header, Poll]).ShouldContain("record it again with SocketIO:Transport WebSocket");
        Read(("home", [Header, Poll, Open])).Faults.Any.ShouldBeFalse();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string FaultOf(string[] lines) => Read(("home", lines)).Faults.All.ShouldHaveSingleItem();

    private (IReadOnlyList<ReplayTape> Tapes, ConfigurationFaults Faults) Read(params (string Name, string[] Lines)[] files)
    {
        foreach (var (name, lines) in files)
        {
            File.WriteAllText(Path.Combine(_folder.FullName, name + ".jsonl"), lines is ["", ..] ? "" : string.Join('\n', lines));
        }

        var faults = new ConfigurationFaults();
        return (ReplayTape.ReadAll(_folder.FullName, faults), faults);
    }
}
