using System.Text;
using Gateway.Commands;
using Gateway.Configuration;
using Gateway.Upstreams;
using Gateway.Upstreams.GenericSocketIO;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Tests.Upstreams.SocketIO;

public sealed class GenericSocketIOAnswerTests
{
    [Theory]
    [InlineData("""[{"\ud800":1}]""", "Ok")]
    [InlineData("""[{"\ud800":1,"error":"no"}]""", "Rejected")]
    [InlineData("""[{"error":"\ud800"}]""", "Rejected")]
    [InlineData("""["\ud800",1]""", "Rejected")]
    [InlineData("""["\ud800"]""", "Ok")]
    [InlineData("""[{"error":"a","error":null}]""", "Ok")]
    [InlineData("""[{"error":"no","\ud800":1}]""", "Rejected")]
    [InlineData("""[{"a":{"error":"no"}}]""", "Ok")]
    [InlineData("""[{"\u0065rror":{"deep":[1]}}]""", "Rejected")]
    [InlineData("""[["error"]]""", "Ok")]
    [InlineData("[{}]", "Ok")]
    public void Read_TextThatIsNoUnicode_IsAnAnswerLikeAnyOther(string args, string status)
    {
        var outcome = GenericSocketIOAnswer.Read(Encoding.UTF8.GetBytes(args), SocketIOAckStyle.ErrorFirst, Secrets);

        outcome.Status.ToString().ShouldBe(status);
    }

    [Theory]
    [InlineData("""["a t0k3n b",1]""", "\"a *** b\"", "a *** b")]
    [InlineData("""[{"error":"t0k3n","n":1.50}]""", """{"error":"***","n":1.50}""", """{"error":"***","n":1.50}""")]
    [InlineData("""[{"error":"\u00740k3n"}]""", "\"***\"", "***")]
    [InlineData("[12345678,1]", "\"***\"", "***")]
    [InlineData("""[{"t0k3n":1,"error":"x"}]""", """{"***":1,"error":"x"}""", """{"***":1,"error":"x"}""")]
    public void Read_RefusalThatRepeatsASecret_StaysJsonWithoutIt(string args, string hubError, string words)
    {
        var outcome = GenericSocketIOAnswer.Read(Encoding.UTF8.GetBytes(args), SocketIOAckStyle.ErrorFirst, Secrets);

        outcome.Status.ShouldBe(CommandStatus.Rejected);
        Encoding.UTF8.GetString(outcome.HubError.Span).ShouldBe(hubError);
        outcome.Detail.ShouldBe($"The server refused: {words}");
    }

    [Fact]
    public void Read_RefusalInWhoseLastWordsASecretStands_ShowsNoPieceOfIt()
    {
        var outcome = GenericSocketIOAnswer.Read(Encoding.UTF8.GetBytes($"[\"{new string('x', 197)}t0k3n\",1]"), SocketIOAckStyle.ErrorFirst, Secrets);

        outcome.Detail.ShouldNotBeNull().ShouldNotContain("t0k");
    }

    private static SocketIOSecrets Secrets => new(new SocketIOOptions(new Uri("http://127.0.0.1"), new TlsOptions(null, null)) { Token = new Secret("t0k3n"), Secrets = ["12345678"] });
}
