using System.Buffers;

namespace Gateway.Upstreams.Deconz;

/// <summary>Writes messages about a thing in the gateway's own shape. What it wrote is valid until the next message.</summary>
internal sealed class DeconzWriter
{
    private readonly ArrayBufferWriter<byte> _output = new(1024);

    /// <summary>Everything known: <c>{"t":"event","e":"changed","r":…,"id":…,"uniqueid":…,"name":…,"state":{…},"config":{…},"attr":{…},"capabilities":{…}}</c>, as far as it exists.</summary>
    public ReadOnlySpan<byte> Whole(DeconzThing thing)
    {
        var parts = thing.Parts;
        Begin(thing, "changed"u8);
        if (thing.IsGroup)
        {
            parts.Attributes.Write(_output, isFirst: false);
        }
        else if (parts.Attributes.Get("name"u8) is { IsEmpty: false } name)
        {
            _output.Write(",\"name\":"u8);
            _output.Write(name);
        }

        WritePart(",\"state\":{"u8, parts.State);
        WritePart(",\"config\":{"u8, parts.Config);
        if (!thing.IsGroup)
        {
            WritePart(",\"attr\":{"u8, parts.Attributes);
        }

        WritePart(",\"capabilities\":{"u8, parts.Capabilities);
        _output.Write("}"u8);
        return _output.WrittenSpan;
    }

    /// <summary>What the gateway should have sent when the thing came: its documented <c>added</c>, for groups too.</summary>
    public ReadOnlySpan<byte> Added(DeconzThing thing)
    {
        Begin(thing, "added"u8);
        _output.Write(",\""u8);
        _output.Write(thing.Kind[..^1]);

        // Never empty, so that the parts may all begin with a comma.
        _output.Write("\":{\"id\":\""u8);
        _output.Write(thing.Id);
        _output.Write("\""u8);
        thing.Parts.Attributes.Write(_output, isFirst: false);
        WritePart(",\"state\":{"u8, thing.Parts.State);
        WritePart(",\"config\":{"u8, thing.Parts.Config);
        WritePart(",\"capabilities\":{"u8, thing.Parts.Capabilities);
        _output.Write("}}"u8);
        return _output.WrittenSpan;
    }

    public ReadOnlySpan<byte> Deleted(DeconzThing thing)
    {
        Begin(thing, "deleted"u8);
        _output.Write("}"u8);
        return _output.WrittenSpan;
    }

    private void Begin(DeconzThing thing, ReadOnlySpan<byte> name)
    {
        _output.ResetWrittenCount();
        _output.Write("{\"t\":\"event\",\"e\":\""u8);
        _output.Write(name);
        _output.Write("\",\"r\":\""u8);
        _output.Write(thing.Kind);
        _output.Write("\",\"id\":\""u8);
        _output.Write(thing.Id);
        _output.Write("\""u8);
        if (thing.UniqueId.Length > 0)
        {
            _output.Write(",\"uniqueid\":\""u8);
            _output.Write(thing.UniqueId);
            _output.Write("\""u8);
        }
    }

    private void WritePart(ReadOnlySpan<byte> start, DeconzMembers members)
    {
        if (!members.IsEmpty)
        {
            _output.Write(start);
            members.Write(_output);
            _output.Write("}"u8);
        }
    }
}
