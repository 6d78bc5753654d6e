using Gateway.Events;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Events;

public sealed class SharedMessageTests
{
    [Fact]
    public void Create_Notice_IsASignalRRecordWithoutAnId()
    {
        var message = Messages.Notice("x");

        message.Record.Text().ShouldBe("{\"type\":1,\"target\":\"topic\",\"arguments\":[\"x\"]}\u001e");
        message.Payload.Text().ShouldBe("\"x\"");
        message.SseText().ShouldBe("event: topic\ndata: \"x\"\n");
    }

    [Fact]
    public void WriteSse_IntoMemoryThatIsThere_KeepsNoSecondCopy()
    {
        var message = Messages.Event(1, data: $"\"{new string('x', 4_096)}\"");
        var output = new System.Buffers.ArrayBufferWriter<byte>(64 * 1024);
        Messages.Event(2).WriteSse(output);

        var before = GC.GetAllocatedBytesForCurrentThread();
        message.WriteSse(output);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_024);
    }

    [Fact]
    public void Release_LastReference_EmptiesIt()
    {
        var message = Messages.Notice();
        message.Retain();

        message.Release();
        message.Record.IsEmpty.ShouldBeFalse();

        message.Release();
        Should.Throw<ArgumentOutOfRangeException>(() => message.Record);
    }

    [Fact]
    public void Release_OnceTooOften_Throws()
    {
        var message = Messages.Notice();
        message.Release();

        Should.Throw<InvalidOperationException>(message.Release);
    }

    [Fact]
    public void Retain_AfterTheLastRelease_ThrowsEachTime()
    {
        var message = Messages.Notice();
        message.Release();

        Should.Throw<InvalidOperationException>(message.Retain);
        Should.Throw<InvalidOperationException>(message.Retain);
    }

    [Fact]
    public async Task References_FromManyThreads_AreCountedExactly()
    {
        var message = Messages.Notice();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var round = 0; round < 20_000; round++)
            {
                message.Retain();
                message.Release();
            }
        }))).Soon();

        message.ReleaseAll().ShouldBe(1);
    }

    [Fact]
    public void CreateHeartbeat_IsNoMessage() => SharedMessage.CreateHeartbeat().Length.ShouldBe(0);
}
