using System.Buffers;
using Gateway.Events;
using Gateway.Subscriptions;

namespace Gateway.Upstreams.Deconz;

/// <summary>
/// The topics of a deCONZ gateway. It sends everything unasked, so a key only says what is kept and promised: values for
/// <see cref="StateKey"/> and <see cref="AllKey"/>, nothing but the moment for <see cref="ScenesKey"/>.
/// </summary>
internal static class DeconzTopics
{
    public const string Family = "Deconz";
    public const string AllKey = "*";
    public const string StateKey = "state";
    public const string ScenesKey = "scenes";

    private const int MaxId = 64;

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ:._-");
    private static readonly SearchValues<byte> IdBytes = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ:._-"u8);

    /// <summary>All topics that may have last values.</summary>
    public static TopicPattern Everything { get; } = new(Family, "", IsWildcard: true, AcrossSegments: true);

    public static TopicPlanning Plan(string topic)
    {
        var parts = topic.Split('/');
        return parts switch
        {
            ["*"] => new TopicPlan(topic, Everything, AllKey, Everything),
            ["lights" or "sensors" or "groups" or "alarmsystems", var id] => IsId(id)
                ? new TopicPlan(topic, PatternOf(topic), StateKey, Everything)
                : TopicPlanning.Refused($"After {parts[0]}/ comes an id such as {parts[0]}/1, or a single * at the end: {parts[0]}/*."),
            ["scenes", "*"] => new TopicPlan(topic, PatternOf(topic), ScenesKey),
            ["scenes", var group, var scene] when IsId(scene) && !group.EndsWith('*') && IsId(group) => new TopicPlan(topic, PatternOf(topic), ScenesKey),
            ["scenes", ..] => TopicPlanning.Refused("A scene is scenes/<group>/<scene>, such as scenes/1/2; scenes/1/* are those of a group, scenes/* are all."),
            _ => TopicPlanning.Refused(
                "deCONZ has lights/<id>, sensors/<id>, groups/<id>, alarmsystems/<id> and scenes/<group>/<scene>, each also with a closing *, and * for everything."),
        };
    }

    /// <summary>Whether a hub's id can stand in a topic.</summary>
    public static bool IsId(ReadOnlySpan<byte> id) => id.Length is > 0 and <= MaxId && !id.ContainsAnyExcept(IdBytes);

    /// <summary>Whether things of this kind have values.</summary>
    public static bool IsKindWithState(ReadOnlySpan<byte> kind) =>
        kind.SequenceEqual("lights"u8) || kind.SequenceEqual("sensors"u8) || kind.SequenceEqual("groups"u8) || kind.SequenceEqual("alarmsystems"u8);

    private static bool IsId(ReadOnlySpan<char> id)
    {
        var literal = id is [.., '*'] ? id[..^1] : id;
        return id.Length is > 0 and <= MaxId && !literal.ContainsAnyExcept(IdCharacters);
    }

    private static TopicPattern PatternOf(string topic) =>
        topic.EndsWith('*') ? new TopicPattern(Family, topic[..^1], IsWildcard: true, AcrossSegments: true) : new TopicPattern(Family, topic);
}
