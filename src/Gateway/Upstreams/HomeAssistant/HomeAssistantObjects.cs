using System.Buffers;
using System.Text.Json;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>Merges and compares JSON objects member by member, without looking into the members. Not thread-safe.</summary>
internal sealed class HomeAssistantObjects
{
    private readonly HomeAssistantMembers _left = new();
    private readonly HomeAssistantMembers _right = new();

    /// <summary>
    /// Writes <paramref name="current"/> with the patch's members put in and the removed ones left out: known names keep their place,
    /// new ones follow.
    /// </summary>
    /// <param name="patch">A JSON object, or empty.</param>
    /// <param name="removedNames">A JSON array, or empty; what is no text in it counts for nothing. Removal wins over the patch.</param>
    public void Merge(IBufferWriter<byte> output, ReadOnlySpan<byte> current, ReadOnlySpan<byte> patch, ReadOnlySpan<byte> removedNames)
    {
        if (patch.IsEmpty && removedNames.IsEmpty)
        {
            output.Write(current);
            return;
        }

        _left.Read(current);
        if (patch.IsEmpty)
            _right.Clear();
        else
            _right.Read(patch);
        RetireRemoved(current, patch, removedNames);

        output.Write("{"u8);
        var separator = ReadOnlySpan<byte>.Empty;
        for (var i = 0; i < _left.Count; i++)
        {
            if (_left.IsRetired(i))
                continue;

            var name = _left.QuotedName(current, i);
            var replaced = _right.IndexOf(patch, name);
            WriteMember(output, separator, name, replaced < 0 ? _left.Value(current, i) : _right.Value(patch, replaced));
            separator = ","u8;
            if (replaced >= 0)
                _right.Retire(replaced);
        }

        for (var i = 0; i < _right.Count; i++)
        {
            if (_right.IsRetired(i))
                continue;

            WriteMember(output, separator, _right.QuotedName(patch, i), _right.Value(patch, i));
            separator = ","u8;
        }

        output.Write("}"u8);
    }

    /// <summary>True when both objects have the same names with the same JSON, in whatever order.</summary>
    public bool AreEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.SequenceEqual(right))
            return true;

        _left.Read(left);
        _right.Read(right);
        if (_left.Count != _right.Count)
            return false;

        for (var i = 0; i < _left.Count; i++)
        {
            var other = _right.IndexOf(right, _left.QuotedName(left, i));
            if (other < 0 || !_left.Value(left, i).SequenceEqual(_right.Value(right, other)))
                return false;
        }

        return true;
    }

    private void RetireRemoved(ReadOnlySpan<byte> current, ReadOnlySpan<byte> patch, ReadOnlySpan<byte> removedNames)
    {
        if (removedNames.IsEmpty)
            return;

        var json = new Utf8JsonReader(removedNames);
        json.Read();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.String)
            {
                json.Skip();
                continue;
            }

            var name = HomeAssistantJson.CurrentValue(ref json, removedNames);
            var index = _left.IndexOf(current, name);
            if (index >= 0)
                _left.Retire(index);
            index = _right.IndexOf(patch, name);
            if (index >= 0)
                _right.Retire(index);
        }
    }

    private static void WriteMember(
        IBufferWriter<byte> output, ReadOnlySpan<byte> separator, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        output.Write(separator);
        output.Write(name);
        output.Write(":"u8);
        output.Write(value);
    }
}
