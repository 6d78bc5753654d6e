namespace Gateway.Diagnosis;

/// <summary>The steps, in their order.</summary>
internal static class StepNames
{
    public const string Dns = "dns";
    public const string Tcp = "tcp";
    public const string Tls = "tls";
    public const string Http = "http";
    public const string Upgrade = "upgrade";
    public const string Auth = "auth";
    public const string FirstEvent = "first-event";

    public static IReadOnlyList<string> All { get; } = [Dns, Tcp, Tls, Http, Upgrade, Auth, FirstEvent];
}
