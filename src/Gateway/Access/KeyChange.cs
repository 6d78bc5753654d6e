namespace Gateway.Access;

/// <summary>What happened to a key while the gateway runs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="What"><c>added</c>, <c>changed</c> or <c>removed</c>.</param>
internal readonly record struct KeyChange(string Name, string What);
