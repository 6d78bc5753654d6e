namespace Gateway.Configuration;

/// <summary>How the console's lines look.</summary>
internal enum LogFormat
{
    /// <summary>For people: time, level, category, text.</summary>
    Lines,

    /// <summary>For collectors: one JSON object a line.</summary>
    Json,
}
