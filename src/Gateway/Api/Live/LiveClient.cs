using System.Net;
using System.Security.Claims;

namespace Gateway.Api.Live;

/// <summary>What is kept of the request by which a client came, when that has ended.</summary>
/// <param name="Id">The connection's id.</param>
/// <param name="User">Who it is.</param>
/// <param name="Address">From where; null: unknown.</param>
internal sealed record LiveClient(string Id, ClaimsPrincipal User, IPAddress? Address);
