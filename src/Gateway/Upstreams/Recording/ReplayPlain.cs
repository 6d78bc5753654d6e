namespace Gateway.Upstreams.Recording;

/// <summary>A hub that talks by itself and is never asked.</summary>
internal sealed class ReplayPlain : IReplayDialect
{
    public bool IsDoorbell => false;

    public TimeSpan? Heartbeat => null;

    public byte[] HeartbeatMessage => [];

    public IEnumerable<ReplayPart> Split(ReplayFrame frame) => [new ReplayPart(frame.Bytes, frame.IsText)];

    public ReplayRequest? RequestOf(string text) => null;

    public byte[] Readdress(byte[] message, string id) => message;

    public byte[]? AnswerOf(string text) => null;

    public byte[]? Refuse(ReplayRequest request) => null;
}
