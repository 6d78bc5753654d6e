namespace Gateway.Upstreams.Transports;

/// <summary>
/// Takes the next bytes of one answer's body and overwrites, in place, what nobody may see. It keeps its place between calls and
/// never changes how many bytes there are.
/// </summary>
internal delegate void HubHttpFilter(Span<byte> bytes);
