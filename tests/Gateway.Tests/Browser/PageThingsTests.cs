using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Tests.EndToEnd;
using static Gateway.Tests.Browser.WatchedPage;

namespace Gateway.Tests.Browser;

/// <summary>What the page makes of what hubs say of their things, also of what none of them should say.</summary>
public sealed class PageThingsTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string HallLight = "homey:device:3f1c0a52-0001-4d8e-9b61-5a0c27d1e001";

    /// <summary>A kind, a topic, and events on it one after the other, as name and data.</summary>
    private const string Odd =
        """
        [
          ["HomeAssistant", "entities/light.odd", [["changed", { "entity_id": "light.odd", "state": "on", "attributes": null }]]],
          ["HomeAssistant", "entities/light.odd", [["changed", { "entity_id": "light.odd", "state": "on", "attributes": { "supported_color_modes": null } }]]],
          ["HomeAssistant", "entities/light.odd", [["changed", { "entity_id": "light.odd", "state": "on", "attributes": { "brightness": "much", "friendly_name": {} } }]]],
          ["HomeAssistant", "entities/light.odd", [["changed", { "entity_id": null, "state": null }]]],
          ["HomeAssistant", "entities/climate.odd", [["changed", { "entity_id": "climate.odd", "state": "heat", "attributes": { "temperature": 20, "min_temp": null, "max_temp": [], "target_temp_step": "fine" } }]]],
          ["HomeAssistant", "entities/constructor.odd", [["changed", { "entity_id": "constructor.odd", "state": "on", "attributes": {} }]]],
          ["HomeAssistant", "entities/number.odd", [["changed", { "entity_id": "number.odd", "state": "many", "attributes": { "unit_of_measurement": { "toString": 1 } } }]]],
          ["HomeAssistant", "entities/sensor.odd", [["changed", { "entity_id": "sensor.odd", "state": { "toString": 1, "valueOf": 1 }, "attributes": { "unit_of_measurement": { "toString": 1 } } }]]],
          ["HomeAssistant", "entities/sensor.odd", [["changed", 5]]],
          ["Deconz", "lights/1", [["changed", { "e": "changed", "state": null }]]],
          ["Deconz", "lights/1", [["changed", { "e": "changed", "state": { "on": true, "bri": "much" } }]]],
          ["Deconz", "sensors/2", [["changed", { "e": "changed", "state": { "temperature": 2140 } }], ["changed", { "e": "changed", "state": null, "config": 1, "attr": "x" }]]],
          ["Deconz", "sensors/2", [["changed", { "e": "changed", "state": { "temperature": { "toString": 1, "valueOf": 1 } } }]]],
          ["Deconz", "sensors/2", [["changed", { "e": "changed", "state": { "status": { "toString": 1, "valueOf": 1 } } }]]],
          ["Deconz", "groups/1", [["changed", { "e": "changed", "state": "any_on" }]]],
          ["Deconz", "groups/1", [["changed", "text"], ["changed", 5]]],
          ["Homey", "homey:device:1", [["update", { "id": "1", "name": "One", "capabilitiesObj": { "x": null, "onoff": { "value": true } } }]]],
          ["Homey", "homey:device:1", [["update", null], ["capability", null], ["capability", { "capabilityId": "onoff", "value": true }], ["update", null]]],
          ["Homey", "homey:device:1", [["update", { "id": "1", "capabilitiesObj": { "dim": { "value": "much" }, "volume": { "value": 1, "title": { "toString": 1 }, "units": {} } } }]]],
          ["Homey", "homey:device:1", [["capability", { "capabilityId": "__proto__", "value": { "onoff": 1 } }], ["capability", { "capabilityId": "constructor", "value": 1 }]]]
        ]
        """;

    private const string Judge =
        """
        async odd => {
          const { thingsOf } = await import('/app/things/things.js');
          const { levelWords, readingWords } = await import('/app/panels/readings.js');
          return JSON.parse(odd).map(([kind, topic, told]) => {
            const known = thingsOf(kind);
            try {
              const data = told.reduce((before, [name, data]) => known.merge(before, { topic, name, data }) ?? before, undefined);
              known.name(data);
              const { power, level, readings } = known.thing(data, topic);
              if (power) JSON.stringify(power.command(!power.on));
              if (level) JSON.stringify(level.command(1));
              return [level && levelWords(level), ...readings.map(readingWords)].filter(words => /undefined|NaN|\[object/.test(words)).join() || 'plain';
            } catch (fault) {
              return `${topic}: ${fault}`;
            }
          });
        }
        """;

    /// <summary>A value and its unit, in English words and in German ones.</summary>
    private static readonly (object Value, string? Unit, string English, string German)[] Readings =
    [
        ("1234.567", "W", "1,234.57 W", "1.234,57 W"),
        (1234.567, "W", "1,234.57 W", "1.234,57 W"),
        (21.5, "°C", "21.5 °C", "21,5 °C"),
        ("46.0", "%", "46%", "46%"),
        (-0.25, "°", "-0.25°", "-0,25°"),
        ("1234567", null, "1234567", "1234567"),
        ("0012", null, "0012", "0012"),
        ("12.50", null, "12.50", "12.50"),
        ("2026.11", "", "2026.11", "2026.11"),
        ("2026.11.3", "W", "2026.11.3 W", "2026.11.3 W"),
        ("", "W", "W", "W"),
        ("Infinity", "W", "Infinity W", "Infinity W"),
        ("partlycloudy", null, "partlycloudy", "partlycloudy"),
        ("unavailable", "W", "unavailable", "nicht verfügbar"),
        (true, null, "yes", "ja"),
    ];

    [Fact]
    public async Task OddValues_OfEachKind_AreNoFaultsAndNoNonsense()
    {
        await using var host = await GatewayHost.StartAsync();
        await using var page = await chromium.OpenAsync(host.Url);

        var verdicts = await page.Page.EvaluateAsync<string[]>(Judge, Odd);

        verdicts.Length.ShouldBe(JsonNode.Parse(Odd)!.AsArray().Count);
        verdicts.Where(static verdict => verdict is not "plain").ShouldBeEmpty();
    }

    [Fact]
    public async Task OddValues_OfEachHub_LeaveAllTilesThatWereThere()
    {
        await using var house = await PageHouse.StartAsync();
        await using var page = await chromium.OpenAsync(new Uri(house.Host.Url, "#panel=state"));
        var cellar = page.Find("tile", "topic", "sensors/2");
        await Expect(cellar).ToContainTextAsync("21.4 °C");
        await Expect(page.Find("tile", "topic", HallLight)).ToContainTextAsync("Hall Light");
        await Expect(page.Find("tile", "topic", "entities/sun.sun")).ToBeVisibleAsync();
        var before = await page.Find("tile").CountAsync();

        house.Host.Home.SetState("light.odd", "on", new JsonObject { ["supported_color_modes"] = null, ["friendly_name"] = "Odd" });
        await house.Deconz.SendRawAsync("""{"t":"event","e":"changed","r":"sensors","id":"2","state":null}""");
        await house.Deconz.SendRawAsync("""{"t":"event","e":"changed","r":"sensors","id":"2","state":{"temperature":2240,"constructor":1}}""");
        house.Homey.Emit(HallLight, "update", """{"id":"3f1c0a52-0001-4d8e-9b61-5a0c27d1e001","name":"Hall Lamp","available":true,"capabilitiesObj":{"x":null,"dim":{"value":0.4,"setable":true}}}""");
        house.Host.Home.SetState("light.hall", "on");

        await Expect(page.Find("tile", "topic", "entities/light.odd")).ToContainTextAsync("light.odd");
        await Expect(cellar).ToContainTextAsync("22.4 °C");
        await Expect(page.Find("tile", "topic", HallLight)).ToContainTextAsync("Hall Lamp");
        await Expect(page.Find("tile", "topic", HallLight)).ToContainTextAsync("40%");
        await Expect(page.Find("tile", "topic", "entities/light.hall").GetByTestId("tile-switch")).ToHaveAttributeAsync("aria-checked", "true");
        await Expect(page.Find("tile")).ToHaveCountAsync(before + 1);
        await page.Find("state-table").ClickAsync();
        await Expect(page.Find("state-row")).ToHaveCountAsync(before + 1);
    }

    [Fact]
    public async Task Lock_IsLockedByAClick_AndByNoneUnlocked()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        host.Home.SetState("lock.door", "unlocked", new JsonObject { ["friendly_name"] = "Front Door" });
        await using var page = await chromium.OpenAsync(new Uri(host.Url, "#panel=state&topic=entities/lock.door"));
        var tile = page.Find("tile", "topic", "entities/lock.door");

        await tile.GetByTestId("tile-switch").ClickAsync();
        await Expect(tile.GetByTestId("tile-stage")).Not.ToHaveAttributeAsync("data-stage", "accepted");
        host.Home.Received.Where(static frame => frame.Contains("\"lock.door\"", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldContain("\"service\":\"lock\"");
        host.Home.SetState("lock.door", "locked");
        await Expect(tile.Locator("dd")).ToHaveTextAsync("locked");
        await Expect(tile.GetByTestId("tile-switch")).ToHaveCountAsync(0);

        var services = await page.Page.EvaluateAsync<string[]>(
            """
            async () => {
              const { thingsOf } = await import('/app/things/things.js');
              return ['locked', 'unlocked', 'unlocking', 'locking', 'jammed', 'open', 'opening', 'unknown', 'unavailable'].flatMap(state => {
                const { power, level } = thingsOf('HomeAssistant').thing({ entity_id: 'lock.door', state, attributes: {} }, 'entities/lock.door');
                return [...(level ? ['a level'] : []), ...(power ? [true, false].map(on => power.command(on).args.service) : [])];
              });
            }
            """);
        services.Length.ShouldBe(16);
        services.Distinct(StringComparer.Ordinal).ShouldBe(["lock"]);
    }

    [Fact]
    public async Task Readings_WithAUnit_AreNumbersOfTheLanguage_AndAllElseStandsAsItCame()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        host.Home.SetState("sensor.house_power", "1234.567", new JsonObject { ["unit_of_measurement"] = "W" });
        host.Home.SetState("sensor.serial", "0012345", new JsonObject { ["friendly_name"] = "Serial" });
        await using var page = await chromium.OpenAsync(new Uri(host.Url, "#panel=state&topic=entities/sensor.*"), locale: "de-DE");

        await Expect(page.Find("tile", "topic", "entities/sensor.house_power").Locator("dd")).ToHaveTextAsync("1.234,57 W");
        await Expect(page.Find("tile", "topic", "entities/sensor.serial").Locator("dd")).ToHaveTextAsync("0012345");
        await page.Find("state-table").ClickAsync();
        await Expect(page.Find("state-row", "topic", "entities/sensor.house_power").Locator(".thing-value")).ToHaveTextAsync("1.234,57 W");
        await Expect(page.Find("state-row", "topic", "entities/sensor.serial").Locator(".thing-value")).ToHaveTextAsync("0012345");

        var asked = JsonSerializer.Serialize(Readings.Select(static one => new { value = one.Value, unit = one.Unit }));
        (await WordsAsync(page, asked, "de")).ShouldBe(Readings.Select(static one => one.German));
        (await WordsAsync(page, asked, "en")).ShouldBe(Readings.Select(static one => one.English));
    }

    private static Task<string[]> WordsAsync(WatchedPage page, string readings, string language) => page.Page.EvaluateAsync<string[]>(
        """
        async ([readings, code]) => {
          const { chooseLanguage } = await import('/app/text/words.js');
          const { valueWords } = await import('/app/panels/readings.js');
          chooseLanguage(code);
          return JSON.parse(readings).map(valueWords);
        }
        """,
        new[] { readings, language });
}
