using System.Text.Json.Serialization;

namespace Gateway.Diagnostics;

/// <summary>How a step of a diagnosis ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DiagnosisVerdict>))]
internal enum DiagnosisVerdict
{
    /// <summary>As it should be.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>It works, but something about it is odd or will not last.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>Here it ends.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Not tried; the detail says why.</summary>
    [JsonStringEnumMemberName("skipped")]
    Skipped,
}
