using System.Buffers;
using Gateway.Delivery;
using Gateway.Events;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Delivery;

public sealed class ClientPumpTests
{
    private readonly ClientQueue _queue = new(new ClientOptions { BurstFor = TimeSpan.Zero }, new FakeTime(), new FakeRepair());
    private readonly GatedWire _wire = new();

    [Fact]
    public async Task RunAsync_MessagesWaiting_GoOutAsOneWriteInOrder()
    {
        var expected = "";
        for (var number = 0; number < 50; number++)
        {
            var hubEvent = Messages.Event(number);
            expected += hubEvent.Record.Text();
            Offer(hubEvent);
        }

        var pump = Start();
        await Eventually.TrueAsync(() => _wire.Writes.Count == 1, "the write");

        _wire.Writes[0].ShouldBe(expected);
        await EndAsync(pump);
        _wire.Writes.Count.ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_WireIsBusy_CoalescesWhatComesMeanwhile()
    {
        _wire.Close();
        Offer(Messages.Event(1));
        var pump = Start();
        await Eventually.TrueAsync(() => _wire.Started == 1, "the first write");
        Offer(Messages.Event(2));
        Offer(Messages.Event(3));
        _wire.Open();
        await Eventually.TrueAsync(() => _wire.Writes.Count == 2, "the second write");

        _wire.Writes[1].Count(static character => character == '\u001e').ShouldBe(2);
        await EndAsync(pump);
    }

    [Fact]
    public async Task RunAsync_MoreThanAWriteHolds_IsSeveralWrites()
    {
        for (var number = 0; number < 40; number++)
        {
            Offer(Messages.Event(number, data: $"\"{new string('x', 2_000)}\""));
        }

        var pump = Start();
        await Eventually.TrueAsync(() => _queue.Depth == 0 && _wire.Writes.Count > 2, "all writes");

        _wire.Writes.ShouldAllBe(static write => write.Length < 20_000);
        await EndAsync(pump);
    }

    [Fact]
    public async Task RunAsync_StalledWire_DoesNotStopOtherClients()
    {
        _wire.Close();
        Offer(Messages.Event(1));
        var stalled = Start();
        await Eventually.TrueAsync(() => _wire.Started == 1, "the stalled write");
        var other = new ClientQueue(new ClientOptions(), new FakeTime(), new FakeRepair());
        var wire = new GatedWire();
        var pump = new ClientPump(other, wire).RunAsync(CancellationToken.None);

        for (var number = 0; number < 1_000; number++)
        {
            var hubEvent = Messages.Event(number);
            _queue.Offer(hubEvent);
            other.Offer(hubEvent);
            hubEvent.Release();
        }

        await Eventually.TrueAsync(() => other.Depth == 0 && wire.Text.Contains(":999\"", StringComparison.Ordinal), "the healthy client has everything new");
        stalled.IsCompleted.ShouldBeFalse();
        _queue.Depth.ShouldBe(256);
        other.Close();
        await pump.Soon();
        _wire.Open();
        await EndAsync(stalled);
    }

    [Fact]
    public async Task RunAsync_ManyActivations_RunOneBatchAfterTheOther()
    {
        for (var number = 0; number < 20; number++)
        {
            var name = $"batch {number}";
            _queue.Defer(() => _queue.Offer(new EventBatch([Messages.Event(1)], isSnapshot: true, Messages.Notice(name))));
        }

        var pump = Start();
        await Eventually.TrueAsync(() => _wire.Text.Contains("batch 19", StringComparison.Ordinal), "the last batch");

        var places = Enumerable.Range(0, 20).Select(number => _wire.Text.IndexOf($"batch {number}\"", StringComparison.Ordinal)).ToArray();
        places.ShouldBe(places.Order());
        _wire.Snapshots.ShouldBe(20);
        await EndAsync(pump);
    }

    [Fact]
    public async Task RunAsync_GivenUp_Ends()
    {
        var pump = Start();
        var notice = Messages.Notice();
        _wire.Close();
        for (var number = 0; number < 10_000; number++)
        {
            _queue.Offer(notice);
        }

        _wire.Open();
        await pump.Soon();
        _queue.IsGivenUp.ShouldBeTrue();
    }

    [Fact]
    public async Task RunAsync_WriteFails_ThrowsWhatTheTransportThrew()
    {
        _wire.Fault = new IOException("gone");
        Offer(Messages.Event(1));

        (await Should.ThrowAsync<IOException>(Start().Soon())).Message.ShouldBe("gone");
    }

    [Fact]
    public async Task RunAsync_ClientGoesWhileWriting_Ends()
    {
        _wire.Close();
        using var gone = new CancellationTokenSource();
        Offer(Messages.Event(1));
        var pump = new ClientPump(_queue, _wire).RunAsync(gone.Token);
        await Eventually.TrueAsync(() => _wire.Started == 1, "the write");

        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(pump.Soon());
    }

    private Task Start() => new ClientPump(_queue, _wire).RunAsync(CancellationToken.None);

    private void Offer(SharedMessage message)
    {
        _queue.Offer(message);
        message.Release();
    }

    private async Task EndAsync(Task pump)
    {
        _queue.Close();
        await pump.Soon();
    }

    /// <summary>A transport that takes nothing while it is closed.</summary>
    private sealed class GatedWire : IClientWire
    {
        private readonly Lock _gate = new();
        private readonly List<string> _writes = [];
        private TaskCompletionSource _open = OpenGate();
        private int _started;

        public Exception? Fault { get; set; }

        public int Snapshots { get; private set; }

        public int Started => Volatile.Read(ref _started);

        public string Text => string.Concat(Writes);

        public IReadOnlyList<string> Writes
        {
            get
            {
                lock (_gate)
                {
                    return [.. _writes];
                }
            }
        }

        public void Open() => _open.TrySetResult();

        public void Close() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Frame(IBufferWriter<byte> output, in Outgoing outgoing)
        {
            Snapshots += outgoing.AsSnapshot ? 1 : 0;
            output.Write(outgoing.Message.Record.Span);
        }

        public async ValueTask WriteAsync(Memory<byte> messages, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _started);
            await _open.Task.WaitAsync(cancellationToken);
            if (Fault is not null)
            {
                throw Fault;
            }

            lock (_gate)
            {
                _writes.Add(((ReadOnlyMemory<byte>)messages).Text());
            }
        }

        private static TaskCompletionSource OpenGate()
        {
            var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            gate.SetResult();
            return gate;
        }
    }
}
