using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams;

/// <summary>A connector whose kind of hub has an HTTP API that clients are let through to.</summary>
internal interface IHttpUpstream
{
    /// <summary>Where it is and what it wants, for the session that is open, or what stands in for it; null before there was one. Thread-safe.</summary>
    HubHttpApi? HttpApi { get; }
}
