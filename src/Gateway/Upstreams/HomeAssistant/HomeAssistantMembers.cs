using System.Runtime.InteropServices;
using System.Text.Json;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>
/// The members of one JSON object by name, in the object's order; a repeated name keeps its place and its last value.
/// Re-used from object to object. Offsets point into the object, so every call is given the same bytes again.
/// Looked up by hash, because a hub decides how many members there are.
/// </summary>
internal sealed class HomeAssistantMembers
{
    private const int FirstSize = 16;

    private Member[] _members = new Member[FirstSize];
    private int[] _buckets = new int[2 * FirstSize];

    public int Count { get; private set; }

    public void Read(ReadOnlySpan<byte> source)
    {
        Clear();
        var json = new Utf8JsonReader(source);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var nameStart = (int)json.TokenStartIndex;
            var nameLength = json.ValueSpan.Length + 2;
            var name = KeyOf(source.Slice(nameStart, nameLength));
            json.Read();
            var valueStart = (int)json.TokenStartIndex;
            json.Skip();
            Put(source, name, new Member(nameStart, nameLength, valueStart, (int)json.BytesConsumed - valueStart));
        }
    }

    public void Clear()
    {
        // Not the whole array: one huge object must not make all later ones slow.
        for (var i = 0; i < Count; i++)
            _buckets[_members[i].Hash & (_buckets.Length - 1)] = 0;
        Count = 0;
    }

    /// <summary>The member of this name, or -1. <paramref name="quotedName"/> is a JSON text.</summary>
    public int IndexOf(ReadOnlySpan<byte> source, ReadOnlySpan<byte> quotedName)
    {
        var key = KeyOf(quotedName);
        return Find(source, key, HashOf(key));
    }

    /// <summary>The name as the hub wrote it, with its quotes.</summary>
    public ReadOnlySpan<byte> QuotedName(ReadOnlySpan<byte> source, int index)
    {
        return source.Slice(_members[index].NameStart, _members[index].NameLength);
    }

    public ReadOnlySpan<byte> Value(ReadOnlySpan<byte> source, int index)
    {
        return source.Slice(_members[index].ValueStart, _members[index].ValueLength);
    }

    /// <summary>Takes a member out of consideration; it keeps its index.</summary>
    public void Retire(int index)
    {
        _members[index].IsRetired = true;
    }

    public bool IsRetired(int index)
    {
        return _members[index].IsRetired;
    }

    private void Put(ReadOnlySpan<byte> source, ReadOnlySpan<byte> key, Member member)
    {
        var hash = HashOf(key);
        var known = Find(source, key, hash);
        if (known >= 0)
        {
            _members[known].ValueStart = member.ValueStart;
            _members[known].ValueLength = member.ValueLength;
            return;
        }

        if (Count == _members.Length)
            Grow();

        member.Hash = hash;
        _members[Count] = member;
        Link(Count++);
    }

    private int Find(ReadOnlySpan<byte> source, ReadOnlySpan<byte> key, int hash)
    {
        for (var i = _buckets[hash & (_buckets.Length - 1)] - 1; i >= 0; i = _members[i].Next)
        {
            if (_members[i].Hash == hash && KeyOf(QuotedName(source, i)).SequenceEqual(key))
                return i;
        }

        return -1;
    }

    private void Link(int index)
    {
        ref var bucket = ref _buckets[_members[index].Hash & (_buckets.Length - 1)];
        _members[index].Next = bucket - 1;
        bucket = index + 1;
    }

    private void Grow()
    {
        Array.Resize(ref _members, 2 * _members.Length);
        _buckets = new int[2 * _members.Length];
        for (var i = 0; i < Count; i++)
            Link(i);
    }

    /// <summary>A name that is no Unicode has no plain form and stands for itself.</summary>
    private static ReadOnlySpan<byte> KeyOf(ReadOnlySpan<byte> quotedName)
    {
        var key = HomeAssistantJson.TextOf(quotedName);
        return key.IsEmpty ? quotedName : key;
    }

    private static int HashOf(ReadOnlySpan<byte> key)
    {
        var hash = new HashCode();
        hash.AddBytes(key);
        return hash.ToHashCode();
    }

    [StructLayout(LayoutKind.Auto)]
    private record struct Member(int NameStart, int NameLength, int ValueStart, int ValueLength)
    {
        public int Hash;
        public int Next;
        public bool IsRetired;
    }
}
