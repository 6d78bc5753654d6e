using System.Text;
using Gateway.Api;
using Gateway.Delivery;
using Gateway.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Api;

public sealed class SseWireTests
{
    [Fact]
    public void Frame_EventThatANewerOneWentBefore_HasNoIdToResumeFrom()
    {
        // A conflated value stands where its oldest stood: before events that it is newer than.
        Ids(Live(1), Live(5), Live(2), Live(4), Live(5), Live(6)).ShouldBe(["1", "5", "-", "-", "5", "6"]);
    }

    [Fact]
    public void Frame_NewerOneThatIsNoPlaceItself_StillCounts() =>
        Ids(Live(9) with { IsResumable = false }, Live(3), Live(10)).ShouldBe(["-", "-", "10"]);

    [Fact]
    public void Frame_SnapshotsAndNotices_AreNotPassed() =>
        Ids(Live(9) with { AsSnapshot = true, IsResumable = false }, Live(3), new Outgoing(Messages.Notice(), AsSnapshot: false, IsResumable: true)).ShouldBe(["-", "3", "-"]);

    private static Outgoing Live(long sequence) => new(Messages.Event(sequence), AsSnapshot: false, IsResumable: true);

    /// <summary>The sequences of the ids that a client reads, one for each message.</summary>
    private static string[] Ids(params Outgoing[] messages)
    {
        var wire = new SseWire(new DefaultHttpContext().Response);
        return [.. messages.Select(outgoing =>
        {
            var output = new System.Buffers.ArrayBufferWriter<byte>();
            wire.Frame(output, outgoing);
            var id = Encoding.UTF8.GetString(output.WrittenSpan).Split('\n').SingleOrDefault(static line => line.StartsWith("id: ", StringComparison.Ordinal));
            return id is null ? "-" : id[(id.IndexOf(':', 4) + 1)..];
        })];
    }
}
