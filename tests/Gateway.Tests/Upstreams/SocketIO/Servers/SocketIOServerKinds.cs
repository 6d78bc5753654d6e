using System.Globalization;

namespace Gateway.Tests.Upstreams.SocketIO.Servers;

/// <summary>Theory data: which servers a test runs on.</summary>
public static class SocketIOServerKinds
{
    public static TheoryData<SocketIOServerKind> All { get; } = [.. Enum.GetValues<SocketIOServerKind>()];

    /// <summary>All but 0.9, which has no Engine.IO and no binary.</summary>
    public static TheoryData<SocketIOServerKind> EngineIO { get; } = [.. Enum.GetValues<SocketIOServerKind>().Where(static kind => kind != SocketIOServerKind.V0)];

    internal static string[] Arguments(this SocketIOServerKind kind) => kind switch
    {
        SocketIOServerKind.V4AllowEio3 => ["--version", "4", "--allow-eio3"],
        _ => ["--version", ((int)kind).ToString(CultureInfo.InvariantCulture)],
    };
}
