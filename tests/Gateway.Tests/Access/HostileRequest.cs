namespace Gateway.Tests.Access;

/// <summary>Bytes on a connection of their own, Latin-1; <c>{host}</c> stands for the gateway's name and port.</summary>
/// <param name="Name">What it tries.</param>
/// <param name="Bytes">All of it.</param>
/// <param name="IsForServer">It is no HTTP, or more of it than any request may have: the server answers before the gateway sees it.</param>
internal sealed record HostileRequest(string Name, string Bytes, bool IsForServer = false)
{
    public bool Accepts(int status, string body) => status is >= 400 and < 500 && (IsForServer || body.Contains("\"urn:gateway:", StringComparison.Ordinal));
}
