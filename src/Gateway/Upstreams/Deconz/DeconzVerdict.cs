using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Gateway.Upstreams.Deconz;

/// <summary>
/// What the gateway's answer to a command says: one element for each member that was sent, successes and errors mixed, with
/// whatever HTTP status.
/// </summary>
internal sealed record DeconzVerdict
{
    private const int MaxWords = 300;

    /// <summary>Members or actions that were taken, by address; the first of them.</summary>
    public IReadOnlyList<string> Taken { get; private init; } = [];

    /// <summary>What was refused and why; the first of them.</summary>
    public IReadOnlyList<string> Refused { get; private init; } = [];

    public int Successes { get; private init; }

    public int Errors { get; private init; }

    /// <summary>The first error's type; null where there is none.</summary>
    public int? FirstType { get; private init; }

    /// <summary>Nothing was taken, because too much is under way: asking again later may succeed.</summary>
    public bool IsBusy { get; private init; }

    /// <summary>For people: what was taken and what was refused.</summary>
    public string Words
    {
        get
        {
            var refused = $"deCONZ refused {string.Join("; ", Refused)}";
            return Shorten(Successes == 0 ? $"{refused}." : $"{refused}. It did take {string.Join(", ", Taken)}.");
        }
    }

    /// <summary>Reads an answer; anything but an array of such elements is no verdict.</summary>
    public static DeconzVerdict Read(ReadOnlySpan<byte> body)
    {
        if (!DeconzJson.IsValid(body))
        {
            return new DeconzVerdict();
        }

        var reader = DeconzJson.Reader(body);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return new DeconzVerdict();
        }

        const int shown = 8;
        List<string> taken = [], refused = [];
        var (successes, errors, isBusy) = (0, 0, false);
        int? firstType = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var element = DeconzJson.CurrentValue(ref reader, body);
            if (Member(element, "error"u8) is { IsEmpty: false } error)
            {
                var (type, words) = ReadError(error);
                firstType ??= type;
                errors++;
                isBusy |= type is 901 or 951;
                if (refused.Count < shown)
                    refused.Add(words);
            }
            else if (Member(element, "success"u8) is { IsEmpty: false } success)
            {
                successes++;
                if (taken.Count < shown)
                    taken.Add(AddressOf(success));
            }
        }

        return new DeconzVerdict
        {
            Taken = taken,
            Refused = refused,
            Successes = successes,
            Errors = errors,
            FirstType = firstType,
            IsBusy = isBusy && successes == 0,
        };
    }

    public static string Shorten(string words)
    {
        if (words.Length <= MaxWords)
        {
            return words;
        }

        var end = char.IsHighSurrogate(words[MaxWords - 1]) ? MaxWords - 1 : MaxWords;
        return words[..end] + "…";
    }

    private static (int? Type, string Words) ReadError(ReadOnlySpan<byte> error)
    {
        var type = int.TryParse(DeconzJson.Text(error, "type"u8), CultureInfo.InvariantCulture, out var number) ? number : (int?)null;
        var address = Encoding.UTF8.GetString(DeconzJson.Text(error, "address"u8));
        var description = Encoding.UTF8.GetString(DeconzJson.Text(error, "description"u8));
        return (type, $"{address}: {description} (type {type?.ToString(CultureInfo.InvariantCulture) ?? "unknown"})");
    }

    /// <summary><c>{"/lights/1/state/on":true}</c>, or <c>{"id":"9"}</c>, or a text.</summary>
    private static string AddressOf(ReadOnlySpan<byte> success)
    {
        var reader = DeconzJson.Reader(success);
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            return Shorten(DeconzJson.CurrentText(ref reader));
        }

        return Shorten(Encoding.UTF8.GetString(success).Trim('"'));
    }

    private static ReadOnlySpan<byte> Member(ReadOnlySpan<byte> element, ReadOnlySpan<byte> name)
    {
        var reader = DeconzJson.Reader(element);
        if (!DeconzJson.IsObject(element) || !reader.Read())
        {
            return default;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (DeconzJson.NameIs(ref reader, name))
            {
                return DeconzJson.ReadValue(ref reader, element);
            }

            reader.Skip();
        }

        return default;
    }
}
