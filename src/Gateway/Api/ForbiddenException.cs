using Gateway.Access;

namespace Gateway.Api;

/// <summary>The caller lacks a scope. The message is for the caller's eyes.</summary>
internal sealed class ForbiddenException(Caller caller, string scope) : Exception(caller.Lacks(scope))
{
    /// <summary>What would let it, for the audit.</summary>
    public string Scope => scope;
}
