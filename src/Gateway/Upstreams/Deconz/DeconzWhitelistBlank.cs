namespace Gateway.Upstreams.Deconz;

/// <summary>
/// Empties every <c>whitelist</c> in a JSON text that comes in pieces, in place: what stood between its braces becomes spaces. It
/// lists every key that was ever given out. Used for one text.
/// </summary>
internal sealed class DeconzWhitelistBlank
{
    private static readonly byte[] Name = "whitelist"u8.ToArray();

    /// <summary>Of the name, what the newest text's beginning has; -1: it is another text.</summary>
    private int _matched;
    private bool _isInText;
    private bool _isEscaped;
    private bool _isNamed;
    private bool _isValue;
    private int _depth;

    public void Blank(Span<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            var isInside = _depth > 0;
            Follow(bytes[i]);
            if (isInside && _depth > 0)
            {
                bytes[i] = (byte)' ';
            }
        }
    }

    private void Follow(byte next)
    {
        if (_isInText)
        {
            FollowText(next);
            return;
        }

        switch (next)
        {
            case (byte)'"':
                (_isInText, _matched, _isValue) = (true, 0, false);
                break;
            case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                break;
            case (byte)':' when _isNamed:
                (_isNamed, _isValue) = (false, true);
                break;
            case (byte)'{' or (byte)'[':
                _depth += _isValue || _depth > 0 ? 1 : 0;
                (_isNamed, _isValue) = (false, false);
                break;
            case (byte)'}' or (byte)']':
                _depth -= _depth > 0 ? 1 : 0;
                (_isNamed, _isValue) = (false, false);
                break;
            default:
                (_isNamed, _isValue) = (false, false);
                break;
        }
    }

    private void FollowText(byte next)
    {
        if (next == (byte)'"' && !_isEscaped)
        {
            _isInText = false;
            _isNamed = _matched == Name.Length;
            return;
        }

        _isEscaped = next == (byte)'\\' && !_isEscaped;
        _matched = _matched >= 0 && _matched < Name.Length && Name[_matched] == next ? _matched + 1 : -1;
    }
}
