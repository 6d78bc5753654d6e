using System.Net;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Settings;

/// <summary>An address that somebody wrote credentials into is shown without them, also where it is one of a list.</summary>
public sealed class ShownAddressTests : IDisposable
{
    private readonly SettingsFolder _folder = new();

    [Fact]
    public async Task Addresses_WithCredentialsInThem_AreShownWithoutThem()
    {
        await using var host = SettingsHost.Start(_folder.Place);
        host.ErrorsAreExpected = true;
        host.Learn("address-secret-5");
        _folder.Write("appsettings.json", """
            { "Gateway": { "Hubs": { "homey": { "Kind": "Homey", "Url": "http://127.0.0.1:9", "Token": "x", "Enabled": false,
              "Homey": { "Cloud": false, "Addresses": [ "https://me:address-secret-5@homey.example:8443", "https://homey.example/?key=address-secret-5", "me:address-secret-5@homey.example", "http://10.0.0.7" ] } } } } }
            """);
        await Eventually.TrueAsync(() => host.Log.Errors.Any(static line => line.Contains("entry 1 is not an http or https address", StringComparison.Ordinal)), "the mistake is told");

        var (status, body) = await host.SendAsync(HttpMethod.Get, "/api/hubs/homey/settings");
        status.ShouldBe(HttpStatusCode.OK);
        body!["options"]!["Homey:Addresses"]!.AsArray().Select(static text => text!.GetValue<string>()).ShouldBe(["https://homey.example:8443/", "https://homey.example/", "***", "http://10.0.0.7"]);

        var shown = (await host.SendAsync(HttpMethod.Get, "/api/support")).Body!["configuration"]!;
        Enumerable.Range(0, 4).Select(place => shown[$"Gateway:Hubs:homey:Homey:Addresses:{place}"]!.GetValue<string>())
            .ShouldBe(["https://homey.example:8443", "https://homey.example", "***", "http://10.0.0.7"]);
        shown["Gateway:Hubs:homey:Homey:Cloud"]!.GetValue<string>().ShouldBe("False");
    }

    public void Dispose() => _folder.Dispose();
}
