using System.Runtime.InteropServices;

namespace Gateway.Discovery;

/// <summary>Something to ask the network.</summary>
/// <param name="Name">As <see cref="DnsNames"/> writes names.</param>
/// <param name="Type">Of the records.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct DnsQuestion(string Name, DnsType Type);
