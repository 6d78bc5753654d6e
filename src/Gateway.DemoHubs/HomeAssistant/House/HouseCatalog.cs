using Gateway.DemoHubs.Wire;

namespace Gateway.DemoHubs.HomeAssistant.House;

/// <summary>The installation around the states: configuration, registries, panels, the user. Key order as captured.</summary>
internal static class HouseCatalog
{
    public const string UserId = "ca54c5360c6c4c5bb8a55f618aab72a7";

    public static string Config(string version, string state) =>
        """{"latitude":46.2,"longitude":6.14,"elevation":400,"unit_system":{"length":"km","accumulated_precipitation":"mm","mass":"g","pressure":"Pa","temperature":"°C","volume":"L","wind_speed":"m/s"}""" +
        ""","location_name":"Demo Home","time_zone":"Europe/Zurich","components":["sensor","light","switch","binary_sensor","climate","cover","scene","person","weather","sun","input_boolean","input_number","api","auth","websocket_api","homeassistant","http"]""" +
        ""","config_dir":"/config","whitelist_external_dirs":["/config/www","/media"],"allowlist_external_dirs":["/config/www","/media"],"allowlist_external_urls":[]""" +
        $$""","version":{{WireJson.Quote(version)}},"config_source":"yaml","recovery_mode":false,"state":{{WireJson.Quote(state)}}""" +
        ""","external_url":null,"internal_url":null,"currency":"CHF","country":"CH","language":"en","safe_mode":false}""";

    public static string Panels() =>
        """{"lovelace":{"component_name":"lovelace","icon":null,"title":null,"config":{"mode":"storage"},"url_path":"lovelace","require_admin":false,"config_panel_domain":null}""" +
        ""","config":{"component_name":"config","icon":"hass:cog","title":"config","config":null,"url_path":"config","require_admin":true,"config_panel_domain":null}}""";

    public static string CurrentUser() =>
        $$"""{"id":"{{UserId}}","name":"Gateway","is_owner":true,"is_admin":true,"credentials":[],"mfa_modules":[]}""";

    public static string Areas() => List(HouseSeed.Areas, area =>
        $$"""{"aliases":[],"area_id":"{{area.Id}}","name":"{{area.Name}}","picture":null}""");

    public static string Devices() => List(HouseSeed.Areas, area =>
        $$"""{"area_id":"{{area.Id}}","configuration_url":null,"config_entries":["demo"],"connections":[],"disabled_by":null,"entry_type":null,"hw_version":null""" +
        $$""","id":"device_{{area.Id}}","identifiers":[["demo","{{area.Id}}"]],"manufacturer":"Demo","model":"Room controller","name_by_user":null,"name":"{{area.Name}} Controller","serial_number":null,"sw_version":"1.0","via_device_id":null}""");

    public static string Entities() => List(HouseSeed.Entities, entity =>
    {
        var area = WireJson.Quote(entity.AreaId);
        var device = entity.AreaId is null ? "null" : $"\"device_{entity.AreaId}\"";
        var platform = entity.EntityId[..entity.EntityId.IndexOf('.', StringComparison.Ordinal)];
        return $$"""{"area_id":{{area}},"config_entry_id":"demo","device_id":{{device}},"disabled_by":null,"entity_category":null,"entity_id":{{WireJson.Quote(entity.EntityId)}}""" +
            $$""","has_entity_name":false,"hidden_by":null,"icon":null,"id":"registry_{{entity.EntityId}}","name":null,"options":{},"original_name":null,"platform":"{{platform}}","translation_key":null,"unique_id":"{{entity.EntityId}}"}""";
    });

    /// <summary>The entities of an area or of the device which stands in it, as a service's target resolves them.</summary>
    public static IEnumerable<string> EntitiesIn(string areaOrDevice) => HouseSeed.Entities
        .Where(entity => entity.AreaId is { } area && areaOrDevice.EndsWith(area, StringComparison.Ordinal) && areaOrDevice[..^area.Length] is ("" or "device_"))
        .Select(entity => entity.EntityId);

    private static string List<T>(IEnumerable<T> items, Func<T, string> render) => "[" + string.Join(',', items.Select(render)) + "]";
}
