using System.Text.Json.Nodes;
using Gateway.DemoHubs.Pryv.Account;

namespace Gateway.DemoHubs.Pryv;

/// <summary>Lets the diary be written: each step one entry or a change of one, the same ones for the same seed. Used under the server's gate.</summary>
internal sealed class LivingDiary(DiaryAccount account, int seed)
{
    /// <summary>Older entries are thrown away, so that a diary that is written for weeks does not grow without end.</summary>
    private const int Kept = 500;

    private static readonly string[] Notes =
    [
        "Coffee on the balcony.", "Train was late again, read half a book.", "Found the old photographs.", "Rain all day, soup for dinner.",
        "Called grandmother.", "The neighbours' cat came in.", "Fixed the bicycle.", "Planted tulips 🌷", "Long walk along the lake.", "Slept badly.",
    ];

    private readonly Random _random = new(seed);
    private readonly Queue<string> _written = new();
    private double _weight = 71.4;
    private double _latitude = 46.5197;
    private double _longitude = 6.6323;

    public void Step()
    {
        switch (_random.Next(10))
        {
            case < 3:
                Walk();
                break;
            case 3 or 4:
                Write("mood", "mood/rating", Math.Round(_random.NextDouble(), 2));
                break;
            case 5:
                _weight = Math.Clamp(Math.Round(_weight + ((_random.NextDouble() - 0.5) * 0.4), 1), 60, 80);
                Write("weight", "mass/kg", _weight);
                break;
            case 6 or 7:
                Write("notes", "note/txt", Notes[_random.Next(Notes.Length)]);
                break;
            case 8:
                Amend();
                break;
            default:
                Regret();
                break;
        }

        while (_written.Count > Kept)
        {
            account.Events.Delete(_written.Dequeue());
            account.Notify?.Invoke("eventsChanged", null);
        }
    }

    private void Walk()
    {
        _latitude = Math.Round(_latitude + ((_random.NextDouble() - 0.5) * 0.002), 5);
        _longitude = Math.Round(_longitude + ((_random.NextDouble() - 0.5) * 0.002), 5);
        Write("position", "position/wgs84", new JsonObject { ["latitude"] = _latitude, ["longitude"] = _longitude });
    }

    private void Write(string stream, string type, JsonNode content)
    {
        var created = account.Events.Create(
            new JsonObject { ["streamIds"] = new JsonArray(stream), ["type"] = type, ["content"] = content }, account.Main.Id);
        _written.Enqueue(created["id"]!.GetValue<string>());
        account.Notify?.Invoke("eventsChanged", null);
    }

    private void Amend()
    {
        if (Pick() is { } found && found["type"]!.GetValue<string>() is "note/txt")
        {
            account.Events.Update(found, new JsonObject { ["content"] = Notes[_random.Next(Notes.Length)], ["trashed"] = null }, account.Main.Id);
            account.Notify?.Invoke("eventsChanged", null);
        }
    }

    /// <summary>Into the trash, and what is there already away for good.</summary>
    private void Regret()
    {
        if (Pick() is not { } found)
            return;
        if (found["trashed"] is null)
            account.Events.Update(found, new JsonObject { ["trashed"] = true }, account.Main.Id);
        else
            account.Events.Delete(found["id"]!.GetValue<string>());
        account.Notify?.Invoke("eventsChanged", null);
    }

    private JsonObject? Pick() => _written.Count == 0 ? null : account.Events.Find(_written.ElementAt(_random.Next(_written.Count)));
}
