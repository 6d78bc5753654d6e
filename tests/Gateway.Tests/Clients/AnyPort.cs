using System.Runtime.CompilerServices;

namespace Gateway.Tests.Clients;

internal static class AnyPort
{
    /// <summary>Without an address the product listens at its fixed one, where only one of the tests that run at a time could.</summary>
    [ModuleInitializer]
    internal static void Choose() => Environment.SetEnvironmentVariable("ASPNETCORE_URLS", "http://127.0.0.1:0");
}
