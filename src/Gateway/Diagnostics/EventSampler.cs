using OpenTelemetry.Trace;

namespace Gateway.Diagnostics;

/// <summary>Every command and its kin; of events one in a hundred. For where <c>OTEL_TRACES_SAMPLER</c> says nothing.</summary>
internal sealed class EventSampler : Sampler
{
    private const double EventRatio = 0.01;

    private readonly TraceIdRatioBasedSampler _events = new(EventRatio);

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        string.Equals(samplingParameters.Name, GatewayTrace.Event, StringComparison.Ordinal)
            ? _events.ShouldSample(samplingParameters)
            : new SamplingResult(SamplingDecision.RecordAndSample);
}
