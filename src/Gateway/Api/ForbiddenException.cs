namespace Gateway.Api;

/// <summary>The caller lacks a scope. The message is for the caller's eyes.</summary>
internal sealed class ForbiddenException(string message) : Exception(message);
