using System.Buffers;
using System.Text.Json;

namespace Gateway.Upstreams.Deconz;

/// <summary>
/// Two values of one member, of which the newer may tell only a part: of objects the members are merged, at every depth;
/// anything else is replaced. Rare: a device's abilities change when it is found or updated.
/// </summary>
internal static class DeconzDeepMerge
{
    /// <summary>Far above what any device has; larger objects are replaced as a whole.</summary>
    private const int MaxMembers = 256;

    /// <param name="known">Valid JSON.</param>
    /// <param name="told">Valid JSON; the same where nothing is to be merged.</param>
    public static ReadOnlySpan<byte> Merge(ReadOnlySpan<byte> known, ReadOnlySpan<byte> told)
    {
        if (!DeconzJson.IsObject(known) || !DeconzJson.IsObject(told))
        {
            return told;
        }

        var output = new ArrayBufferWriter<byte>(known.Length + told.Length);
        Write(known, told, output);
        return output.WrittenSpan;
    }

    private static void Write(ReadOnlySpan<byte> known, ReadOnlySpan<byte> told, ArrayBufferWriter<byte> output)
    {
        if (!DeconzJson.IsObject(known) || !DeconzJson.IsObject(told) || MembersOf(known) is not { } before || MembersOf(told) is not { } now)
        {
            output.Write(told);
            return;
        }

        var start = "{\""u8;
        foreach (var (name, value) in before)
        {
            WriteName(start, known[name], output);
            start = ",\""u8;
            if (Find(now, told, known[name]) is { } newer)
            {
                Write(known[value], told[newer], output);
            }
            else
            {
                output.Write(known[value]);
            }
        }

        foreach (var (name, value) in now)
        {
            if (Find(before, known, told[name]) is null)
            {
                WriteName(start, told[name], output);
                start = ",\""u8;
                output.Write(told[value]);
            }
        }

        output.Write(before.Count + now.Count == 0 ? "{}"u8 : "}"u8);
    }

    private static void WriteName(ReadOnlySpan<byte> start, ReadOnlySpan<byte> name, ArrayBufferWriter<byte> output)
    {
        output.Write(start);
        output.Write(name);
        output.Write("\":"u8);
    }

    private static Range? Find(List<(Range Name, Range Value)> members, ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        foreach (var member in members)
        {
            if (json[member.Name].SequenceEqual(name))
            {
                return member.Value;
            }
        }

        return null;
    }

    /// <summary>Each name once, with its last value, as a reader of JSON takes it; null: there are too many.</summary>
    private static List<(Range Name, Range Value)>? MembersOf(ReadOnlySpan<byte> json)
    {
        var members = new List<(Range Name, Range Value)>();
        var reader = DeconzJson.Reader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var nameStart = (int)reader.TokenStartIndex + 1;
            var name = nameStart..(nameStart + reader.ValueSpan.Length);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            var value = start..(int)reader.BytesConsumed;
            var index = IndexOf(members, json, name);
            if (index >= 0)
            {
                members[index] = (name, value);
            }
            else if (members.Count == MaxMembers)
            {
                return null;
            }
            else
            {
                members.Add((name, value));
            }
        }

        return members;
    }

    private static int IndexOf(List<(Range Name, Range Value)> members, ReadOnlySpan<byte> json, Range name)
    {
        for (var index = 0; index < members.Count; index++)
        {
            if (json[members[index].Name].SequenceEqual(json[name]))
            {
                return index;
            }
        }

        return -1;
    }
}
