using System.Buffers;
using System.Text.Json;

namespace Gateway.Upstreams.Deconz;

/// <summary>
/// The members of one part of a thing, in the order they came, each value as the gateway wrote it. A merge that finds equal
/// or shorter values allocates nothing.
/// </summary>
internal sealed class DeconzMembers
{
    /// <summary>Far above what any device has; further ones are left out.</summary>
    private const int MaxMembers = 256;

    private readonly List<Member> _members = [];

    public bool IsEmpty => _members.Count == 0;

    /// <summary>Takes the members of an object in. True when one that matters is new or has another value.</summary>
    /// <param name="jsonObject">Valid JSON; anything but an object changes nothing.</param>
    /// <param name="kind">Which members there may be.</param>
    /// <param name="isDeep">Whether objects in it tell only a part of themselves, too.</param>
    public bool Merge(ReadOnlySpan<byte> jsonObject, DeconzPart kind, bool isDeep = false)
    {
        var reader = DeconzJson.Reader(jsonObject);
        if (jsonObject.IsEmpty || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        var isChanged = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (DeconzRules.IsLeftOut(ref reader, kind))
            {
                reader.Skip();
            }
            else
            {
                var name = reader.ValueSpan;
                var value = DeconzJson.ReadValue(ref reader, jsonObject);
                isChanged |= Set(name, isDeep ? DeconzDeepMerge.Merge(Get(name), value) : value) && !DeconzRules.IsFleeting(name);
            }
        }

        return isChanged;
    }

    /// <summary>Whether a merge would change what matters.</summary>
    public bool Differs(DeconzMembers other) =>
        other._members.Exists(member => !DeconzRules.IsFleeting(member.Name) && (Find(member.Name) is not { } own || !DeconzJson.IsSame(own.Value, member.Value)));

    public ReadOnlySpan<byte> Get(ReadOnlySpan<byte> name) => Find(name) is { } member ? member.Value : default;

    public void Write(IBufferWriter<byte> output, bool isFirst = true)
    {
        foreach (var member in _members)
        {
            output.Write(isFirst ? "\""u8 : ",\""u8);
            output.Write(member.Name);
            output.Write("\":"u8);
            output.Write(member.Value);
            isFirst = false;
        }
    }

    private bool Set(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var member = Find(name);
        if (member is null && _members.Count < MaxMembers)
        {
            _members.Add(member = new Member(name.ToArray()));
        }
        else if (member is null || DeconzJson.IsSame(member.Value, value))
        {
            return false;
        }

        member.Store(value);
        return true;
    }

    private Member? Find(ReadOnlySpan<byte> name)
    {
        foreach (var member in _members)
        {
            if (name.SequenceEqual(member.Name))
            {
                return member;
            }
        }

        return null;
    }

    private sealed class Member(byte[] name)
    {
        private byte[] _buffer = [];
        private int _length;

        public byte[] Name => name;

        public ReadOnlySpan<byte> Value => _buffer.AsSpan(0, _length);

        public void Store(ReadOnlySpan<byte> value)
        {
            if (_buffer.Length < value.Length)
            {
                _buffer = new byte[value.Length];
            }

            value.CopyTo(_buffer);
            _length = value.Length;
        }
    }
}
