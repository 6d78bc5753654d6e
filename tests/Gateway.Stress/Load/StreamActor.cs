using Gateway.Stress.Load.Hubs;
using Gateway.Stress.Load.Lines;
using Gateway.Stress.Load.Oracle;

namespace Gateway.Stress.Load;

/// <summary>A reader of Server-Sent Events: topics of one hub for as long as the connection, and back with the last id.</summary>
/// <param name="stage">Where it acts.</param>
/// <param name="name">For the report.</param>
/// <param name="seed">Of its chances.</param>
/// <param name="mostTopics">How many it asks for at most.</param>
internal sealed class StreamActor(Stage stage, string name, int seed, int mostTopics = 4) : Actor(stage, name, seed)
{
    private Witness? _witness;
    private StreamLine? _line;
    private LoadHub? _hub;
    private string[] _topics = [];
    private Memory? _memory;

    public override IReadOnlyList<Witness> Witnesses => _witness is null ? [] : [_witness];

    public override string? Broken => _line?.Broken;

    public override async Task ConnectAsync()
    {
        if (_memory is null || _hub is null || Random.Next(5) == 0)
        {
            (_hub, _memory) = (AnyHub(), null);
            _topics = AnyTopics(_hub, mostTopics);
        }

        var witness = new Witness(_hub, Verdicts, _memory, readsIds: true);
        witness.Asking(_topics, isResume: _memory is not null);
        _line = await StreamLine.ConnectAsync(Stage.Gateway, _hub.Name, _topics, _memory?.Cursor, witness.Hear, 32 * 1024);
        _witness = witness;
    }

    public override void Hurry() => _line?.Pace.Hurry();

    public override async Task LeaveAsync(bool isPolite)
    {
        if (_line is { } line && _witness is { } witness)
        {
            await line.DisposeAsync();
            _memory = witness.Remember() ?? _memory;
            Count([witness]);
            (_line, _witness) = (null, null);
        }
    }

    /// <summary>Is cut, and comes back with its last id.</summary>
    public async Task ResumeAsync()
    {
        Stage.Act("be cut and resume");
        await LeaveAsync(isPolite: false);
        await Task.Delay(Moment(300), TimeProvider.System, CancellationToken.None);
        await ConnectAsync();
    }

    protected override async Task ActAsync()
    {
        switch (Random.Next(12))
        {
            case < 2:
                Stage.Act("stall");
                _line!.Pace.Stall(Moment(700));
                break;
            case < 4:
                Stage.Act("read slowly");
                _line!.Pace.Slow(Moment(900));
                break;
            case < 8:
                await ResumeAsync();
                break;
            default:
                break;
        }
    }
}
