using System.Text;

namespace Gateway.Upstreams.Pryv;

/// <summary>Tells of one change. The JSON is valid during the call only.</summary>
internal delegate void PryvTell(in PryvChange change, ReadOnlySpan<byte> json);

/// <summary>
/// Fetches what changed since the last time (Pryv API, <c>events.get</c> with <c>modifiedSince</c>), in pages, so that no
/// answer grows beyond what can be taken. Used by one caller at a time.
/// </summary>
internal sealed class PryvFetch(PryvCall call, PryvMemory memory, PryvTell tell)
{
    public const string Method = "events.get";

    /// <summary>So often back at the same page because nothing followed: then nothing follows.</summary>
    private const int MaxStandstills = 3;

    /// <summary>Then the fetch rests, and begins anew.</summary>
    private const int MaxPages = 100_000;

    /// <summary>A clock is set back once; one that falls with every answer would keep the fetch going for ever.</summary>
    private const int MaxSetBacks = 3;

    private static readonly PryvAnswer NoClock = Fault("the server's clock goes backwards");
    private static readonly PryvAnswer NoPages = Fault("the server answers the same page again and again");
    private static readonly PryvAnswer NoEnd = Fault("the list of changes has no end");
    private static readonly PryvAnswer NoEvents = Fault("the answer has no events in it");

    /// <summary>Entries of answers that could not be read.</summary>
    public long Odd { get; private set; }

    /// <summary>
    /// Tells everything that changed, each change once. Null when that is done; else the answer that stood in the way, and the
    /// next fetch begins where this one did.
    /// </summary>
    /// <param name="isQuiet">Only takes note of what there is.</param>
    /// <param name="cancellationToken">The session's end.</param>
    public async Task<PryvAnswer?> RunAsync(bool isQuiet, CancellationToken cancellationToken)
    {
        PryvAnswer? failure;
        double? began;
        var setBacks = 0;
        do
        {
            (failure, began) = setBacks == MaxSetBacks ? (NoClock, null) : await ReadPagesAsync(isQuiet, cancellationToken);
            setBacks++;
        }
        while (failure is null && !memory.Complete(began));

        if (failure is not { } answer)
        {
            memory.GrowPages();
        }
        else if (IsTooLarge(answer))
        {
            memory.ShrinkPages();
        }

        return failure;
    }

    /// <summary>An answer that cannot be used, as if the server had refused in these words.</summary>
    public static PryvAnswer Fault(string words) => new(UpstreamReplyKind.No, Encoding.UTF8.GetBytes($"\"{words}\""));

    private async Task<(PryvAnswer? Failure, double? Began)> ReadPagesAsync(bool isQuiet, CancellationToken cancellationToken)
    {
        double? began = null;
        PryvPage? previous = null;
        var skipped = 0;
        var standstills = 0;
        var place = new PryvPlace(memory.PageSize);
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var answer = await call(Method, Parameters(place), cancellationToken);
            if (answer.Kind != UpstreamReplyKind.Yes)
            {
                return (answer, began);
            }

            if (PryvPage.Read(answer.Json.Span) is not { } page)
            {
                return (NoEvents, began);
            }

            if (page.Meta.ServerTime is { } now)
            {
                began ??= now;
                memory.Follow(now);
            }

            var skip = place.Skip;
            var isRepeated = page.Repeats(previous);
            if (isRepeated && skip != skipped)
            {
                // A server that knows no limits either has given everything at once.
                return (page.Events > place.PageSize ? null : NoPages, began);
            }

            if (place.TryPass(page))
            {
                standstills = isRepeated ? standstills + 1 : 0;
                if (standstills == MaxStandstills)
                {
                    return (null, began);
                }

                Tell(page, answer.Json.Span, isQuiet);
                if (page.Events < place.PageSize && page.Deletions < place.PageSize)
                {
                    return (null, began);
                }

                (previous, skipped) = (page, skip);
            }
        }

        return (NoEnd, began);
    }

    private void Tell(PryvPage page, ReadOnlySpan<byte> result, bool isQuiet)
    {
        Odd += page.Odd;
        foreach (var change in page.Changes)
        {
            if (memory.TryAdd(change) && !isQuiet)
            {
                tell(change, result[change.Json]);
            }
        }
    }

    /// <summary>Both bounds of time, or the server takes twenty events of yesterday; oldest first, so that what is new comes last and moves nothing.</summary>
    private byte[] Parameters(PryvPlace place) => Encoding.UTF8.GetBytes(
        $$"""{"modifiedSince":{{PryvJson.Seconds(memory.Since ?? 0)}},"includeDeletions":true,"state":"all","fromTime":-100000000000,"toTime":100000000000,"sortAscending":true,"limit":{{place.PageSize}}"""
        + (place.Skip > 0 ? $$""","skip":{{place.Skip}}}""" : "}"));

    /// <summary>What smaller pages may cure; a lost session too, for an answer above our own limit ends it.</summary>
    private static bool IsTooLarge(in PryvAnswer answer) =>
        answer.Kind is UpstreamReplyKind.TimedOut or UpstreamReplyKind.Lost || answer.Error.IsTooMuch;
}
