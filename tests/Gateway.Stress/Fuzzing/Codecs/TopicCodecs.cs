using System.Text;
using Gateway.Events;
using Gateway.Subscriptions;
using Gateway.Upstreams.Deconz;
using Gateway.Upstreams.GenericSocketIO;
using Gateway.Upstreams.HomeAssistant;
using Gateway.Upstreams.Homey;
using Gateway.Upstreams.Pryv;

namespace Gateway.Stress.Fuzzing.Codecs;

internal static class TopicCodecs
{
    public static IEnumerable<FuzzCodec> All()
    {
        var options = new HomeAssistantOptions();
        return
        [
            Planner("topic-home-assistant", topic => HomeAssistantFeed.Plan(topic, options), "entities/light.hall", "entities/light.*", "*", "state_changed", "message/x", "{\"type\":\"subscribe_trigger\",\"b\":1,\"a\":[2]}"),
            Planner("topic-homey", HomeyTopics.Plan, "homey:manager:flow", "homey:device:3f1c", "homey:device:*", "homey:app:com.x"),
            Planner("topic-deconz", DeconzTopics.Plan, "lights/3", "sensors/*", "groups/1", "scenes/*", "alarmsystems/1", "*"),
            Planner("topic-pryv", static topic => PryvTopics.Plan(topic, PryvDialect.Current), "events", "eventsChanged", "streamsChanged", "accessUpdated", "channelsChanged"),
            Planner("topic-pryv-legacy", static topic => PryvTopics.Plan(topic, PryvDialect.Legacy), "events", "eventsChanged", "channelsChanged", "foldersChanged"),
            Planner("topic-socketio", static topic => GenericSocketIOTopics.Plan(topic, "/chat"), "tick", "/chat,message", "/,news", "*", "/a/b,*", "say \"hi\""),
            FuzzCodec.Of("topic-pattern", Pattern, "entities/light.*\nentities/light.hall", "*\na", "a/*\na/b/c", "**\na", "a*\na", "é*\nétude/x", "a/b\na/b"),
            FuzzCodec.Of("pattern-table", Table, "a/*\na/b\n*\na/bb", "a*\nab*\nabc\nabcd", "*\n/\na", "x/y/*\nx/*\nx/y/z"),
            FuzzCodec.Of("cursor", ReadCursor, "b6058f48:1", "abc:9223372036854775807", "a:0", "0123456789abcdef0123456789abcdef:7", "a:007", ":1", "a:"),
        ];
    }

    private static FuzzCodec Planner(string name, Func<string, TopicPlanning> plan, params string[] seeds) => FuzzCodec.Of(
        name,
        input =>
        {
            var text = Recorded.Text(input);
            var planning = plan(text);
            if (planning.Plan is not { } made)
            {
                Must.Hold(planning.Refusal is { Length: > 0 }, "a refusal has a reason");
                return false;
            }

            Must.Hold(plan(made.Topic).Plan is { } again && again == made, "a topic's one name makes the same plan", made.Topic);
            Must.Hold(made.Pattern.IsWildcard || made.Pattern.MatchesText(made.Pattern.Prefix), "a topic matches itself");
            Must.Hold(!made.Pattern.IsWildcard || made.Topic.EndsWith('*'), "a pattern ends in its star");
            return true;
        },
        seeds) with
    {
        MaxBytesPerByte = 200,
        Around = ("a", "*"),
    };

    private static bool Pattern(byte[] input)
    {
        var lines = Recorded.Text(input).Split('\n');
        if (lines.Length < 2)
        {
            return false;
        }

        var (pattern, text) = (Read(lines[0], out var star), lines[1]);
        Must.Hold(pattern.MatchesText(text) == Naive(lines[0], star, text, pattern.AcrossSegments), "a pattern matches what the naive reading does", lines[0]);
        var other = Read(text, out _);
        // True in doubt: between segments it may see an overlap where there is none, never the other way round.
        Must.Hold(!pattern.MatchesText(other.Prefix) || other.IsWildcard || (pattern.Overlaps(other) && other.Overlaps(pattern)), "what matches overlaps");
        return true;
    }

    /// <summary>Finds what a table finds by asking each pattern.</summary>
    private static bool Table(byte[] input)
    {
        var lines = Recorded.Text(input).Split('\n');
        if (lines.Length < 2 || lines.Length > 50)
        {
            return false;
        }

        var table = new PatternTable<StringBuilder>();
        var patterns = lines[..^1].Select(static line => Read(line, out _)).Distinct().ToList();
        foreach (var pattern in patterns)
        {
            table.GetOrAdd(pattern).Append(pattern.ToString());
        }

        var found = new List<StringBuilder>();
        table.Find(lines[^1], found);
        var wanted = patterns.Where(pattern => pattern.MatchesText(lines[^1])).Select(static pattern => pattern.ToString()).Order(StringComparer.Ordinal);
        Must.Hold(found.Select(static text => text.ToString()).Order(StringComparer.Ordinal).SequenceEqual(wanted, StringComparer.Ordinal), "a table finds what its patterns match");
        foreach (var pattern in patterns)
        {
            table.Remove(pattern);
        }

        found.Clear();
        table.Find(lines[^1], found);
        Must.Hold(found.Count == 0, "an emptied table finds nothing");
        return true;
    }

    private static bool ReadCursor(byte[] input)
    {
        if (!Cursor.TryParse(Recorded.Text(input), out var cursor))
        {
            return false;
        }

        Must.Hold(Cursor.TryParse(cursor.ToString(), out var again) && again == cursor, "a cursor that is written is read as itself");
        Must.Hold(cursor.Sequence >= 0 && cursor.Epoch.Length is > 0 and <= 32 && cursor.Epoch.All(char.IsAsciiLetterOrDigit), "a cursor's parts are in range");
        return true;
    }

    private static TopicPattern Read(string text, out bool isStar)
    {
        isStar = text.EndsWith('*');
        return new TopicPattern("x", isStar ? text[..^1] : text, isStar, AcrossSegments: text is "*");
    }

    private static bool Naive(string pattern, bool isStar, string text, bool acrossSegments)
    {
        var literal = isStar ? pattern.Length - 1 : pattern.Length;
        if (text.Length < literal || (!isStar && text.Length != literal))
        {
            return false;
        }

        for (var at = 0; at < text.Length; at++)
        {
            if (at < literal ? text[at] != pattern[at] : text[at] == '/' && !acrossSegments)
            {
                return false;
            }
        }

        return true;
    }
}
