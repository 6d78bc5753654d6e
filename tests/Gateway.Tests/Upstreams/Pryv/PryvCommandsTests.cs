using System.Text;
using Gateway.Commands;
using Gateway.Upstreams.Pryv;

namespace Gateway.Tests.Upstreams.Pryv;

public sealed class PryvCommandsTests
{
    [Theory]
    [InlineData("events.get", "", "[{}]")]
    [InlineData("events.get", " null ", "[{}]")]
    [InlineData("events.get", """{"limit":2}""", """[{"limit":2}]""")]
    [InlineData("getAccessInfo", "{}", "[{}]")]
    [InlineData("getSubscriptions", "{}", "[{}]")]
    [InlineData("callBatch", """[{"method":"events.get","params":{"a":[{"method":"subscribe"}]}}]""", """[[{"method":"events.get","params":{"a":[{"method":"subscribe"}]}}]]""")]
    [InlineData("callBatch", "[]", "[[]]")]
    public void Prepare_CurrentMethod_IsTheEventWithOneObject(string name, string args, string expected)
    {
        Prepare(name, args, PryvDialect.Current, out var message, out var sent).ShouldBeNull();

        message.ShouldBe(name);
        sent.ShouldBe(expected);
    }

    [Theory]
    [InlineData("channels.get", "", """[{"id":"channels.get","params":{}}]""")]
    [InlineData("diary.events.get", """{"limit":5}""", """[{"id":"diary.events.get","params":{"limit":5}}]""")]
    [InlineData("my.own.folders.create", "{}", """[{"id":"my.own.folders.create","params":{}}]""")]
    public void Prepare_LegacyMethod_IsACommandWithIdAndParams(string name, string args, string expected)
    {
        Prepare(name, args, PryvDialect.Legacy, out var message, out var sent).ShouldBeNull();

        message.ShouldBe("command");
        sent.ShouldBe(expected);
    }

    [Theory]
    [InlineData("channels.get", "legacy")]
    [InlineData("diary.events.get", "legacy")]
    [InlineData("subscribe", "share")]
    [InlineData("unsubscribe", "share")]
    [InlineData("auth.logout", "end the session that all clients share")]
    [InlineData("disconnect", "no method id")]
    [InlineData("connect_error", "no method id")]
    [InlineData("events get", "no method id")]
    [InlineData("\"", "no method id")]
    public void Prepare_NameThatMustNotBeSent_IsInvalidAndSaysWhy(string name, string why)
    {
        var refusal = Prepare(name, "", PryvDialect.Current, out _, out _).ShouldNotBeNull();

        refusal.Status.ShouldBe(CommandStatus.Invalid);
        refusal.Detail!.ShouldContain(why);
    }

    [Theory]
    [InlineData("events.get", """{"limit":5}""", """[{"limit":5}]""")]
    [InlineData("streams.create", "", "[{}]")]
    [InlineData("callBatch", "[]", "[[]]")]
    public void Prepare_LegacyMethodWithoutAChannel_IsTheEventWithOneObject(string name, string args, string expected)
    {
        Prepare(name, args, PryvDialect.Legacy, out var message, out var sent).ShouldBeNull();

        message.ShouldBe(name);
        sent.ShouldBe(expected);
    }

    [Theory]
    [InlineData("command", "{channel}.events.get")]
    [InlineData("subscribe", "share")]
    [InlineData("auth.logout", "end the session that all clients share")]
    [InlineData("disconnect", "no method id")]
    [InlineData("events get", "no method id")]
    public void Prepare_NameThatMustNotBeSentToALegacyServer_IsInvalidAndSaysWhy(string name, string why)
    {
        var refusal = Prepare(name, """{"id":"auth.logout"}""", PryvDialect.Legacy, out _, out _).ShouldNotBeNull();

        refusal.Status.ShouldBe(CommandStatus.Invalid);
        refusal.Detail!.ShouldContain(why);
    }

    [Theory]
    [InlineData("events.get", "[1]")]
    [InlineData("events.get", "7")]
    [InlineData("events.get", "{\"a\":1")]
    [InlineData("events.get", "{} {}")]
    [InlineData("callBatch", "{}")]
    [InlineData("callBatch", "")]
    [InlineData("callBatch", "[1]")]
    [InlineData("callBatch", "[] []")]
    [InlineData("callBatch", """[{"method":"events.get"},{"params":{},"method":"unsubscribe"}]""")]
    [InlineData("callBatch", """[{"method":"callBatch","params":[{"method":"auth.logout","params":{}}]}]""")]
    [InlineData("callBatch", """[{"method":"call\u0042atch","params":[]}]""")]
    public void Prepare_ParametersThatMustNotBeSent_AreInvalid(string name, string args) =>
        Prepare(name, args, PryvDialect.Current, out _, out _).ShouldNotBeNull().Status.ShouldBe(CommandStatus.Invalid);

    private static CommandOutcome? Prepare(string name, string args, PryvDialect dialect, out string message, out string sent)
    {
        var refusal = PryvCommands.Prepare(new Command("diary", name, Encoding.UTF8.GetBytes(args)), dialect, out message, out var bytes);
        sent = Encoding.UTF8.GetString(bytes.Span);
        return refusal;
    }
}
