using System.Text.Json;
using Gateway.Events;

namespace Gateway.Upstreams.Pryv;

/// <summary>One answer of <c>events.get</c>.</summary>
internal sealed class PryvPage
{
    private List<PryvChange> _changes = [];

    private PryvPage()
    {
    }

    /// <summary>What it tells, oldest change first.</summary>
    public IReadOnlyList<PryvChange> Changes => _changes;

    /// <summary>How many events it lists, readable or not.</summary>
    public int Events { get; private set; }

    /// <summary>How many deletions it lists, readable or not.</summary>
    public int Deletions { get; private set; }

    /// <summary>Entries that have no id or no time.</summary>
    public int Odd { get; private set; }

    /// <summary>The event that is listed first; null when there is none, or it could not be read.</summary>
    public (string Id, double At, int Mark)? FirstEvent { get; private set; }

    public PryvMeta Meta { get; private set; }

    /// <summary>Null when it is no such answer.</summary>
    public static PryvPage? Read(ReadOnlySpan<byte> result)
    {
        var page = new PryvPage();
        try
        {
            var reader = new Utf8JsonReader(result, PryvJson.Options);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject || !page.ReadMembers(ref reader))
            {
                return null;
            }
        }
        catch (JsonException)
        {
            return null;
        }

        // Of one instant, as the server lists them.
        page._changes = [.. page._changes.OrderBy(static change => change.At)];
        return page;
    }

    /// <summary>Whether it lists the very same as another page: a server that does not know <c>skip</c> repeats itself.</summary>
    public bool Repeats(PryvPage? other) => other is not null && _changes.Count == other._changes.Count
        && _changes.Zip(other._changes).All(static pair => pair.First.IsDeletion == pair.Second.IsDeletion
            && pair.First.At.Equals(pair.Second.At) && string.Equals(pair.First.Id, pair.Second.Id, StringComparison.Ordinal));

    private bool ReadMembers(ref Utf8JsonReader reader)
    {
        var hasEvents = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isEvents = PryvJson.NameIs(ref reader, "events"u8);
            var isDeletions = PryvJson.NameIs(ref reader, "eventDeletions"u8);
            var isMeta = PryvJson.NameIs(ref reader, "meta"u8);
            reader.Read();
            if ((isEvents || isDeletions) && reader.TokenType == JsonTokenType.StartArray)
            {
                hasEvents |= isEvents;
                ReadList(ref reader, isDeletions);
            }
            else if (isMeta && reader.TokenType == JsonTokenType.StartObject)
            {
                Meta = PryvMeta.ReadMeta(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return hasEvents;
    }

    private void ReadList(ref Utf8JsonReader reader, bool isDeletions)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var change = reader.TokenType == JsonTokenType.StartObject ? ReadChange(ref reader, isDeletions) : null;
            reader.Skip();
            FirstEvent = isDeletions || Events > 0 ? FirstEvent : change is { } first ? (first.Id, first.At, first.Mark) : null;
            Events += isDeletions ? 0 : 1;
            Deletions += isDeletions ? 1 : 0;
            if (change is { } read)
            {
                _changes.Add(read);
            }
            else
            {
                Odd++;
            }
        }
    }

    /// <summary>From the opening to the closing brace.</summary>
    private static PryvChange? ReadChange(ref Utf8JsonReader reader, bool isDeletion)
    {
        var start = (int)reader.TokenStartIndex;
        var deepest = reader.CurrentDepth + HubEvent.MaxDepth;
        var isWithin = true;
        string? id = null;
        double? at = null;
        var isTrashed = false;
        var mark = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isId = PryvJson.NameIs(ref reader, "id"u8);
            var isTime = isDeletion ? PryvJson.NameIs(ref reader, "deleted"u8) : PryvJson.NameIs(ref reader, "modified"u8);
            var isTrash = PryvJson.NameIs(ref reader, "trashed"u8);
            var isMark = PryvJson.NameIs(ref reader, "integrity"u8);
            reader.Read();
            id = isId && reader.TokenType == JsonTokenType.String ? PryvJson.Text(ref reader) : id;
            at = isTime ? PryvJson.Number(ref reader) : at;
            isTrashed |= isTrash && reader.TokenType == JsonTokenType.True;
            mark = isMark && reader.TokenType == JsonTokenType.String ? PryvJson.Text(ref reader)?.GetHashCode(StringComparison.Ordinal) ?? 0 : mark;
            isWithin &= PryvJson.TrySkip(ref reader, deepest);
        }

        return isWithin && id is not null && at is { } time
            ? new PryvChange(id, time, isDeletion, isDeletion || isTrashed, start..(int)reader.BytesConsumed) { Mark = mark }
            : null;
    }
}
