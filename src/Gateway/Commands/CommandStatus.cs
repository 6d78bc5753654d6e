using System.Text.Json.Serialization;

namespace Gateway.Commands;

/// <summary>The closed list of what becomes of a command.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CommandStatus>))]
internal enum CommandStatus
{
    /// <summary>The hub said yes.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>Written to the hub; nobody waits for its answer.</summary>
    [JsonStringEnumMemberName("sent")]
    Sent,

    /// <summary>The hub said no.</summary>
    [JsonStringEnumMemberName("rejected")]
    Rejected,

    /// <summary>Malformed, or no command of this hub's kind. Not sent.</summary>
    [JsonStringEnumMemberName("invalid")]
    Invalid,

    /// <summary>Not sent: there is no session.</summary>
    [JsonStringEnumMemberName("offline")]
    Offline,

    /// <summary>Sent, but no answer in time; the outcome is unknown.</summary>
    [JsonStringEnumMemberName("timeout")]
    Timeout,

    /// <summary>Sent, but the session was lost before the answer; the outcome is unknown. Never sent again.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,

    /// <summary>Not sent: too many commands.</summary>
    [JsonStringEnumMemberName("limited")]
    Limited,

    /// <summary>Not sent: its time had passed before it could be.</summary>
    [JsonStringEnumMemberName("expired")]
    Expired,
}
