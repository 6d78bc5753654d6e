using System.Text;
using Gateway.Events;
using Gateway.Subscriptions;

namespace Gateway.Upstreams.Homey;

/// <summary>
/// Reads the topic texts of clients: the URIs of a Homey, and <c>homey:device:*</c> for every device it lists. A refusal names
/// the fault and the cure and can be shown to the client.
/// </summary>
internal static class HomeyTopics
{
    public const string Scheme = "homey:";
    public const string DevicePrefix = "homey:device:";
    public const string AllDevices = DevicePrefix + "*";

    /// <summary>Where the hub tells of devices that come and go.</summary>
    public const string DevicesManager = "homey:manager:devices";

    public const string DeviceFamily = "Devices";
    public const string OtherFamily = "Others";

    private const int MaxLength = 256;
    private const string Examples = "such as homey:manager:flow, homey:device:<id> or homey:device:* for all devices";

    public static ReadOnlySpan<byte> DevicePrefixUtf8 => "homey:device:"u8;

    public static ReadOnlySpan<byte> DevicesManagerUtf8 => "homey:manager:devices"u8;

    public static TopicPlanning Plan(string topic)
    {
        if (Fault(topic) is { } fault)
        {
            return TopicPlanning.Refused(fault);
        }

        if (!topic.StartsWith(DevicePrefix, StringComparison.Ordinal))
        {
            return new TopicPlan(topic, new TopicPattern(OtherFamily, topic), topic);
        }

        var pattern = string.Equals(topic, AllDevices, StringComparison.Ordinal)
            ? new TopicPattern(DeviceFamily, DevicePrefix, IsWildcard: true, AcrossSegments: true)
            : new TopicPattern(DeviceFamily, topic);
        return new TopicPlan(topic, pattern, topic, Feeds: pattern);
    }

    /// <summary>Whether a device with this id can be asked for.</summary>
    public static bool IsDevice(string? id) => id is { Length: > 0 } && !id.Contains('*', StringComparison.Ordinal) && Fault(DevicePrefix + id) is null;

    private static string? Fault(string topic) => topic switch
    {
        "" => $"The topic is empty: name a URI of the Homey, {Examples}.",
        { Length: > MaxLength } => $"The topic has {topic.Length} characters, more than the {MaxLength} allowed.",
        _ when topic.EnumerateRunes().Any(static rune => Rune.IsWhiteSpace(rune) || Rune.IsControl(rune) || rune == Rune.ReplacementChar) =>
            "The topic has white space, a control character or half a surrogate pair in it: a URI of a Homey has none.",
        _ when !topic.StartsWith(Scheme, StringComparison.Ordinal) || topic.Split(':') is not [_, not "", not "", ..] =>
            $"The topic is no URI of a Homey: those are homey:<what>:<id>, {Examples}.",
        _ when topic.Contains('*', StringComparison.Ordinal) && !string.Equals(topic, AllDevices, StringComparison.Ordinal) =>
            $"A Homey can be asked for one URI at a time; only {AllDevices} is made of many.",
        _ => null,
    };
}
