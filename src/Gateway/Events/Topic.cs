using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gateway.Events;

/// <summary>
/// A concrete topic of one hub: the thing an event happened on. One object per topic while the hub is configured, so what is
/// known per topic (last value, resolved receivers, the head of its records) is found without a look-up on the event line.
/// The mutable members belong to the stream and are touched only inside <see cref="HubStream.Enter"/>.
/// </summary>
internal sealed class Topic
{
    public Topic(string hub, string family, string text)
    {
        Hub = hub;
        Family = family;
        Text = text;
        var encodedHub = JsonEncodedText.Encode(hub, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        var encodedTopic = JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        Slot = new ValueSlot(this);
        Head = Encoding.UTF8.GetBytes($$"""{"hub":"{{encodedHub}}","topic":"{{encodedTopic}}","name":""");
    }

    public string Hub { get; }

    public string Family { get; }

    public string Text { get; }

    /// <summary>The start of every event record on this topic, up to the name's opening quote (exclusive).</summary>
    public byte[] Head { get; }

    /// <summary>Whether its family's table has it. Above the table's bound a topic lives as long as its one event.</summary>
    public bool IsListed { get; set; }

    /// <summary>Where the newest value is kept, where the kind has state.</summary>
    public ValueSlot Slot { get; }

    /// <summary>The values of parts which change on their own (a device's capabilities); null while there are none.</summary>
    public Dictionary<byte[], ValueSlot>? Parts { get; set; }

    public IEnumerable<ValueSlot> Slots => Parts is null ? [Slot] : Parts.Values.Prepend(Slot);

    public bool HasValue => Slots.Any(static slot => slot.Last is not null);

    /// <summary>When the newest event came.</summary>
    public DateTimeOffset? LastEvent { get; set; }

    /// <summary>Receivers that asked for exactly this topic.</summary>
    public List<Interest> Exact { get; } = [];

    /// <summary>All receivers, resolved; valid while <see cref="RouteVersion"/> is the index's version of this family.</summary>
    public Interest[]? Route { get; set; }

    public int RouteVersion { get; set; }

    /// <summary>Whether its events have a place in history; null where that must be found out.</summary>
    public bool? IsKept { get; set; }

    public int KeptVersion { get; set; }

    public override string ToString() => Text;
}
