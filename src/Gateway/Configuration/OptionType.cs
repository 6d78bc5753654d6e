using System.Text.Json.Serialization;

namespace Gateway.Configuration;

/// <summary>What may be written as an option's value.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OptionType>))]
internal enum OptionType
{
    /// <summary>Any text.</summary>
    [JsonStringEnumMemberName("text")]
    Text,

    /// <summary>A whole address, such as <c>http://192.168.1.100</c>.</summary>
    [JsonStringEnumMemberName("url")]
    Url,

    /// <summary>One of <see cref="OptionSchema.Allowed"/>.</summary>
    [JsonStringEnumMemberName("choice")]
    Choice,

    /// <summary>True or false.</summary>
    [JsonStringEnumMemberName("flag")]
    Flag,

    /// <summary>A whole number.</summary>
    [JsonStringEnumMemberName("number")]
    Number,

    /// <summary>Hours, minutes and seconds: <c>00:00:10</c>.</summary>
    [JsonStringEnumMemberName("duration")]
    Duration,

    /// <summary>Names with a text each.</summary>
    [JsonStringEnumMemberName("map")]
    Map,
}
