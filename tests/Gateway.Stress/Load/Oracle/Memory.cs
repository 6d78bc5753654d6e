namespace Gateway.Stress.Load.Oracle;

/// <summary>What a client keeps of a hub when its connection ends.</summary>
/// <param name="Cursor">From where it can resume.</param>
/// <param name="Topics">The topics that were live then.</param>
/// <param name="Sources">What it knew at that cursor.</param>
internal sealed record Memory(string Cursor, IReadOnlyList<string> Topics, SourceView[] Sources);
