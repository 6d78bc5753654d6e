namespace Gateway.Access;

/// <summary>How a request says who makes it.</summary>
internal enum CredentialKind
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>With a text in the header.</summary>
    Header,

    /// <summary>With a text in the address, where such a one is taken.</summary>
    Query,

    /// <summary>With a key in the address, where it ends up in logs and histories.</summary>
    KeyInQuery,

    /// <summary>With a header that is no bearer's.</summary>
    Malformed,
}
