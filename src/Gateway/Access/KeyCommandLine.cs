using System.Globalization;
using Gateway.Configuration;

namespace Gateway.Access;

/// <summary>What <c>key …</c> was asked for.</summary>
/// <param name="Verb"><c>add</c>, <c>list</c> or <c>remove</c>.</param>
/// <param name="Name">The key's name; empty for <c>list</c>.</param>
internal sealed record KeyCommandLine(string Verb, string Name)
{
    private const int MaxDays = 3650;

    public IReadOnlyList<Scope> Scopes { get; init; } = [];

    public DateTimeOffset? Expires { get; init; }

    /// <summary>What the program's own start would read, to find the same key file.</summary>
    public StartArguments Start { get; init; } = new(IsDemo: false, []);

    /// <summary>Reads all of the program's arguments; null when there are faults.</summary>
    public static KeyCommandLine? Read(IReadOnlyList<string> args, DateTimeOffset now, ConfigurationFaults faults)
    {
        var start = StartArguments.Parse([.. args.Skip(1)]);
        if (start.IsDemo)
        {
            faults.Add("--demo", "a demo keeps no keys; leave it out.");
        }

        List<string> words = [], rest = [];
        List<Scope> scopes = [];
        DateTimeOffset? expires = null;
        for (var index = 0; index < start.Rest.Length; index++)
        {
            var argument = start.Rest[index];
            if (Option(start.Rest, ref index, "--scope") is { } scope)
            {
                if (Scope.TryParse(scope, out var parsed, out var fault))
                {
                    scopes.Add(parsed);
                }
                else
                {
                    faults.Add("--scope", fault);
                }
            }
            else if (Option(start.Rest, ref index, "--expires") is { } time)
            {
                expires = Expiry(time, now);
                if (expires is null || expires <= now)
                {
                    faults.Add("--expires", $"'{ShownText.Cut(time)}' is neither a time from now, such as 30d, 12h or 90m (up to {MaxDays} days), nor a day or moment to come, such as 2027-01-01 or 2027-01-01T18:00:00Z.");
                }
            }
            else if (rest.Count > 0 || argument.StartsWith('-'))
            {
                // Once an option of the program's start has come, what follows may be its value.
                rest.Add(argument);
            }
            else
            {
                words.Add(argument);
            }
        }

        var line = new KeyCommandLine(words.FirstOrDefault() ?? "", words.Skip(1).FirstOrDefault() ?? "") { Scopes = scopes, Expires = expires, Start = new(IsDemo: false, [.. rest]) };
        line.Check(words.Count, faults);
        return faults.Any ? null : line;
    }

    private static DateTimeOffset? Expiry(string text, DateTimeOffset now)
    {
        var unit = text.Length == 0 ? TimeSpan.Zero : text[^1] switch
        {
            'd' => TimeSpan.FromDays(1),
            'h' => TimeSpan.FromHours(1),
            'm' => TimeSpan.FromMinutes(1),
            _ => TimeSpan.Zero,
        };
        if (unit == TimeSpan.Zero)
        {
            return KeyReader.Time(text);
        }

        return int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count * unit.TotalDays <= MaxDays ? now + (count * unit) : null;
    }

    /// <summary>The value of an option, as <c>--scope x</c> or <c>--scope=x</c>; null: it is another argument.</summary>
    private static string? Option(string[] args, ref int index, string name)
    {
        var argument = args[index];
        if (argument.StartsWith(name + "=", StringComparison.Ordinal))
        {
            return argument[(name.Length + 1)..];
        }

        return !string.Equals(argument, name, StringComparison.Ordinal) ? null : ++index < args.Length ? args[index] : "";
    }

    private void Check(int words, ConfigurationFaults faults)
    {
        var wanted = Verb is "list" ? 1 : 2;
        if (Verb is not ("add" or "list" or "remove"))
        {
            faults.Add("key", Verb.Length == 0 ? "what to do is missing; allowed are add, list, remove." : $"'{ShownText.Cut(Verb)}' is none of add, list, remove.");
        }
        else if (words != wanted)
        {
            faults.Add($"key {Verb}", wanted == 1 ? "takes no name." : "takes one name; put it in quotes when it has spaces.");
        }
        else if (Verb is "add" && KeyReader.NameFault(Name) is { } fault)
        {
            faults.Add("key add", $"the name {fault}");
        }

        if (Verb is "add" && Scopes.Count is 0 or > AccessKey.MaxScopes && !faults.Any)
        {
            faults.Add("--scope", $"give 1 to {AccessKey.MaxScopes} of them: a key may do nothing but what its scopes say. Allowed are {Scope.Forms}.");
        }

        if (Verb is "list" or "remove" && (Scopes.Count > 0 || Expires is not null))
        {
            faults.Add($"key {Verb}", "takes neither --scope nor --expires.");
        }
    }
}
