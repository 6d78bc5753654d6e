namespace Gateway.Discovery;

/// <summary>The types of records that a search needs (RFC 1035, 2782, 3596); any other number may come.</summary>
internal enum DnsType : ushort
{
    None = 0,
    A = 1,
    Ptr = 12,
    Txt = 16,
    Aaaa = 28,
    Srv = 33,
}
