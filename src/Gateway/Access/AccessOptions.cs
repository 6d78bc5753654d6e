namespace Gateway.Access;

/// <summary>Configuration section <c>Gateway:Access</c>.</summary>
/// <param name="AllowAnonymous">Serve strangers on the network without any key. Default false; the log warns while it is on.</param>
/// <param name="Origins">Other sites whose pages may use the gateway, such as <c>https://dash.example</c>. Default none.</param>
internal sealed record AccessOptions(bool AllowAnonymous, IReadOnlyList<string> Origins);
