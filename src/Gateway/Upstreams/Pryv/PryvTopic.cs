using System.Text;

namespace Gateway.Upstreams.Pryv;

/// <summary>One topic a Pryv hub can have.</summary>
/// <param name="Name">Its name; for a notification also the message's.</param>
internal sealed record PryvTopic(string Name)
{
    public byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(Name);

    /// <summary>The one dialect that has it; null: both.</summary>
    public PryvDialect? Only { get; init; }

    /// <summary>
    /// It says no more than that something may have changed. So ringing once after a gap, during which nothing was announced,
    /// makes good for all that was missed.
    /// </summary>
    public bool IsDoorbell { get; init; }

    /// <summary>Whether events may have changed when this comes.</summary>
    public bool TellsOfEvents { get; init; }

    /// <summary>Its place in a set of topics.</summary>
    public int Bit { get; init; }
}
