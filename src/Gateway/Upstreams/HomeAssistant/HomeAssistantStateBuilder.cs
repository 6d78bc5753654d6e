using System.Buffers;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>
/// Writes the state object of one entity at a time into one re-used buffer, in the shape and key order of the hub's REST states.
/// </summary>
internal sealed class HomeAssistantStateBuilder
{
    private ArrayBufferWriter<byte> _output = new(1024);
    private ArrayBufferWriter<byte> _context = new(64);
    private readonly HomeAssistantObjects _objects = new();

    /// <summary>The state written last, valid until the next one.</summary>
    public ReadOnlySpan<byte> Written => _output.WrittenSpan;

    /// <summary>How many bytes are kept for the next one.</summary>
    public int Capacity => _output.Capacity;

    public HomeAssistantStateLayout Layout { get; private set; }

    /// <summary>Writes a whole state. Where it tells no time that can be read, it has the known state's, or <c>null</c>.</summary>
    /// <param name="quotedId">A JSON text.</param>
    /// <param name="full">Has a state.</param>
    /// <param name="known">What was known of the entity, or null.</param>
    /// <returns>How many times could not be read.</returns>
    public int WriteFull(ReadOnlySpan<byte> quotedId, HomeAssistantStateParts full, HomeAssistantEntity? known)
    {
        scoped var lastChanged = known is null ? "null"u8 : known.Layout.LastChanged(known.State);
        scoped var lastUpdated = known is null ? "null"u8 : known.Layout.LastUpdated(known.State);
        Span<byte> room = stackalloc byte[2 * HomeAssistantTime.MaxLength];
        var odd = ReadTimes(full, room, ref lastChanged, ref lastUpdated);
        var stateEnd = Start(quotedId, full.State);
        _output.Write(HomeAssistantStateLayout.BeforeAttributes);
        _output.Write(full.Attributes.IsEmpty ? "{}"u8 : full.Attributes);
        Finish(quotedId, stateEnd, lastChanged, lastUpdated);

        if (full.Context is [(byte)'{', ..])
        {
            _output.Write(full.Context);
        }
        else
        {
            _output.Write("{\"id\":"u8);
            _output.Write(full.Context.IsEmpty ? "null"u8 : full.Context);
            _output.Write(",\"parent_id\":null,\"user_id\":null}"u8);
        }

        _output.Write(HomeAssistantStateLayout.AfterContext);
        return odd;
    }

    /// <summary>Writes what <paramref name="current"/> becomes by the diff.</summary>
    /// <returns>How many times could not be read; the old ones stand in for them.</returns>
    public int WriteDiff(HomeAssistantEntity current, HomeAssistantStateParts diff)
    {
        var old = current.State;
        var layout = current.Layout;
        scoped var lastChanged = layout.LastChanged(old);
        scoped var lastUpdated = layout.LastUpdated(old);
        Span<byte> room = stackalloc byte[2 * HomeAssistantTime.MaxLength];
        var odd = ReadTimes(diff, room, ref lastChanged, ref lastUpdated);
        var quotedId = layout.QuotedId(old);
        var stateEnd = Start(quotedId, diff.State.IsEmpty ? layout.State(old) : diff.State);
        _output.Write(HomeAssistantStateLayout.BeforeAttributes);
        _objects.Merge(_output, layout.Attributes(old), diff.Attributes, diff.RemovedAttributes);
        Finish(quotedId, stateEnd, lastChanged, lastUpdated);
        _objects.Merge(_output, layout.Context(old), ContextPatch(diff.Context), removedNames: default);
        _output.Write(HomeAssistantStateLayout.AfterContext);
        return odd;
    }

    /// <summary>True when the state written last tells the same as the entity's own.</summary>
    public bool IsSameAs(HomeAssistantEntity entity)
    {
        var mine = Written;
        var other = entity.State;
        var layout = entity.Layout;
        return Layout.State(mine).SequenceEqual(layout.State(other))
            && Layout.LastChanged(mine).SequenceEqual(layout.LastChanged(other))
            && Layout.LastUpdated(mine).SequenceEqual(layout.LastUpdated(other))
            && _objects.AreEqual(Layout.Attributes(mine), layout.Attributes(other))
            && _objects.AreEqual(Layout.Context(mine), layout.Context(other));
    }

    private int Start(ReadOnlySpan<byte> quotedId, ReadOnlySpan<byte> state)
    {
        _output = _output.Emptied();
        _output.Write(HomeAssistantStateLayout.BeforeId);
        _output.Write(quotedId);
        _output.Write(HomeAssistantStateLayout.BeforeState);
        _output.Write(state);
        return _output.WrittenCount;
    }

    private void Finish(ReadOnlySpan<byte> quotedId, int stateEnd, ReadOnlySpan<byte> lastChanged, ReadOnlySpan<byte> lastUpdated)
    {
        var attributesEnd = _output.WrittenCount;
        _output.Write(HomeAssistantStateLayout.BeforeLastChanged);
        _output.Write(lastChanged);
        var lastChangedEnd = _output.WrittenCount;
        _output.Write(HomeAssistantStateLayout.BeforeLastUpdated);
        _output.Write(lastUpdated);
        var idEnd = HomeAssistantStateLayout.BeforeId.Length + quotedId.Length;
        Layout = new HomeAssistantStateLayout(idEnd, stateEnd, attributesEnd, lastChangedEnd, _output.WrittenCount);
        _output.Write(HomeAssistantStateLayout.BeforeContext);
    }

    private ReadOnlySpan<byte> ContextPatch(ReadOnlySpan<byte> context)
    {
        if (context is not [(byte)'"', ..])
            return context;

        _context = _context.Emptied();
        _context.Write("{\"id\":"u8);
        _context.Write(context);
        _context.Write("}"u8);
        return _context.WrittenSpan;
    }

    /// <summary>Puts the times that can be read in place of the old ones; answers how many cannot.</summary>
    private static int ReadTimes(HomeAssistantStateParts parts, Span<byte> room, ref ReadOnlySpan<byte> lastChanged, ref ReadOnlySpan<byte> lastUpdated)
    {
        var odd = 0;
        if (HomeAssistantTime.TryFormat(parts.LastChanged, room, out var length))
        {
            lastChanged = room[..length];
            lastUpdated = lastChanged;
            room = room[length..];
        }
        else
        {
            odd += parts.LastChanged.IsEmpty ? 0 : 1;
        }

        if (HomeAssistantTime.TryFormat(parts.LastUpdated, room, out length))
            lastUpdated = room[..length];
        else
            odd += parts.LastUpdated.IsEmpty ? 0 : 1;

        return odd;
    }
}
