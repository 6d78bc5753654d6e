namespace Gateway.Upstreams.HomeAssistant;

/// <summary>One entity of the cache: its whole state object as one run of bytes, and where its parts are.</summary>
internal sealed class HomeAssistantEntity(byte[] id)
{
    // Room for "off" after "on": most diffs then find the buffer long enough and allocate nothing.
    private const int Slack = 32;

    private byte[] _buffer = [];
    private int _length;

    public byte[] Id { get; } = id;

    /// <summary>The snapshot that last named this entity.</summary>
    public int Generation { get; set; }

    public HomeAssistantStateLayout Layout { get; private set; }

    /// <summary>Valid until the next <see cref="Store"/>.</summary>
    public ReadOnlySpan<byte> State => _buffer.AsSpan(0, _length);

    public void Store(ReadOnlySpan<byte> state, HomeAssistantStateLayout layout)
    {
        if (_buffer.Length < state.Length || _buffer.Length > 2 * (state.Length + Slack))
            _buffer = GC.AllocateUninitializedArray<byte>(state.Length + Slack);

        state.CopyTo(_buffer);
        _length = state.Length;
        Layout = layout;
    }
}
