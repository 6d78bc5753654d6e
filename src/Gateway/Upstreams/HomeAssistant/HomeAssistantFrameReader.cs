using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Gateway.Events;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>
/// Walks the messages of one text frame, which is one object or, after <c>coalesce_messages</c>, an array of them.
/// Each message is validated whole, once, here. Messages before a fault are handed out; the fault ends the frame.
/// </summary>
internal ref struct HomeAssistantFrameReader
{
    /// <summary>Per message: the array of a coalesced frame does not count.</summary>
    public const int MaxDepth = HubEvent.MaxDepth;

    private readonly ReadOnlySpan<byte> _frame;
    private readonly int _maxDepth;
    private Utf8JsonReader _json;
    private bool _inArray;
    private bool _ended;

    /// <summary>Reads <paramref name="frame"/>, whose bytes must stay as they are while a message is in use.</summary>
    /// <exception cref="HomeAssistantFormatException">The frame is not UTF-8.</exception>
    public HomeAssistantFrameReader(ReadOnlySpan<byte> frame)
    {
        // The JSON reader lets broken UTF-8 pass inside texts, and a client's WebSocket would be closed for it.
        if (!Utf8.IsValid(frame))
            throw new HomeAssistantFormatException("The frame is not UTF-8", FirstInvalid(frame));

        _frame = frame;
        _maxDepth = frame.TrimStart(" \t\r\n"u8) is [(byte)'[', ..] ? MaxDepth + 1 : MaxDepth;
        _json = new Utf8JsonReader(frame, new JsonReaderOptions { MaxDepth = _maxDepth });
    }

    /// <summary>False at the end of the frame. A value that is no object is a message of type None.</summary>
    /// <exception cref="HomeAssistantFormatException">The rest of the frame is not JSON.</exception>
    public bool TryRead(out HomeAssistantMessage message)
    {
        try
        {
            return TryReadNext(out message);
        }
        catch (JsonException)
        {
            _ended = true;
            throw Fault();
        }
    }

    private bool TryReadNext(out HomeAssistantMessage message)
    {
        message = default;
        if (_ended)
            return false;

        _json.Read();
        if (!_inArray && _json.TokenType == JsonTokenType.StartArray)
        {
            _inArray = true;
            _json.Read();
        }

        if (_inArray && _json.TokenType == JsonTokenType.EndArray)
        {
            _ended = true;
            _json.Read();
            return false;
        }

        message = ReadMessage();
        if (!_inArray)
        {
            // Only a further read finds what trails the object, before anybody has acted on it.
            _ended = true;
            _json.Read();
        }

        return true;
    }

    private HomeAssistantMessage ReadMessage()
    {
        if (_json.TokenType != JsonTokenType.StartObject)
            return new HomeAssistantMessage { Raw = HomeAssistantJson.CurrentValue(ref _json, _frame) };

        var start = (int)_json.TokenStartIndex;
        ReadOnlySpan<byte> typeName = default, result = default, error = default, @event = default, version = default, text = default;
        long? id = null;
        var success = false;

        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            if (HomeAssistantJson.NameIs(ref _json, "id"u8))
                id = _json.Read() && _json.TokenType == JsonTokenType.Number && _json.TryGetInt64(out var number) ? number : SkipId();
            else if (HomeAssistantJson.NameIs(ref _json, "type"u8))
                typeName = HomeAssistantJson.ReadText(ref _json);
            else if (HomeAssistantJson.NameIs(ref _json, "event"u8))
                @event = HomeAssistantJson.ReadValue(ref _json, _frame);
            else if (HomeAssistantJson.NameIs(ref _json, "success"u8))
                success = HomeAssistantJson.ReadValue(ref _json, _frame).SequenceEqual("true"u8);
            else if (HomeAssistantJson.NameIs(ref _json, "result"u8))
                result = HomeAssistantJson.ReadValue(ref _json, _frame);
            else if (HomeAssistantJson.NameIs(ref _json, "error"u8))
                error = HomeAssistantJson.ReadValue(ref _json, _frame);
            else if (HomeAssistantJson.NameIs(ref _json, "ha_version"u8))
                version = HomeAssistantJson.ReadText(ref _json);
            else if (HomeAssistantJson.NameIs(ref _json, "message"u8))
                text = HomeAssistantJson.ReadText(ref _json);
            else
                _json.Skip();
        }

        return new HomeAssistantMessage
        {
            Type = TypeOf(typeName),
            TypeName = typeName,
            Id = id,
            Success = success,
            Result = result,
            Error = error,
            Event = @event,
            HaVersion = version,
            Message = text,
            Raw = _frame[start..(int)_json.BytesConsumed],
        };
    }

    private long? SkipId()
    {
        _json.Skip();
        return null;
    }

    private static HomeAssistantMessageType TypeOf(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("event"u8))
            return HomeAssistantMessageType.Event;
        if (name.SequenceEqual("result"u8))
            return HomeAssistantMessageType.Result;
        if (name.SequenceEqual("pong"u8))
            return HomeAssistantMessageType.Pong;
        if (name.SequenceEqual("auth_required"u8))
            return HomeAssistantMessageType.AuthRequired;
        if (name.SequenceEqual("auth_ok"u8))
            return HomeAssistantMessageType.AuthOk;
        if (name.SequenceEqual("auth_invalid"u8))
            return HomeAssistantMessageType.AuthInvalid;
        return name.IsEmpty ? HomeAssistantMessageType.None : HomeAssistantMessageType.Other;
    }

    private readonly HomeAssistantFormatException Fault()
    {
        var offset = (int)_json.BytesConsumed;
        offset += _frame[offset..].IndexOfAnyExcept(" \t\r\n,:"u8);
        if (offset < _json.BytesConsumed)
            return new HomeAssistantFormatException("The frame ends inside a JSON value", _frame.Length);

        // The depth does not count the object or array the reader stands at the start of.
        var depth = _json.CurrentDepth + (_json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? 1 : 0);
        return depth >= _maxDepth && _frame[offset] is (byte)'{' or (byte)'['
            ? new HomeAssistantFormatException($"The JSON is nested deeper than {MaxDepth} levels", offset)
            : new HomeAssistantFormatException("The frame is not JSON", offset);
    }

    private static int FirstInvalid(ReadOnlySpan<byte> frame)
    {
        var offset = 0;
        while (Rune.DecodeFromUtf8(frame[offset..], out _, out var length) == OperationStatus.Done)
            offset += length;
        return offset;
    }
}
