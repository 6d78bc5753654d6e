using System.Runtime.InteropServices;

namespace Gateway.Commands;

/// <summary>Commands to one hub that have no outcome yet; raw packets, which have theirs at once, are not among them.</summary>
/// <param name="InFlight">On their way to the hub, or waiting for its answer.</param>
/// <param name="Waiting">Waiting for their turn, because the hub's rate does not let them go yet.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CommandLoad(int InFlight, int Waiting);
