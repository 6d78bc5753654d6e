using Gateway.DemoHubs.Wire;

namespace Gateway.DemoHubs.HomeAssistant.Wire;

/// <summary>Frames to the client. <c>id</c> arguments are JSON texts: errors give back whatever came in.</summary>
internal static class WireMessages
{
    public const string InvalidFormat = "invalid_format";
    public const string NotFound = "not_found";

    public static string AuthRequired(string version) => $$"""{"type":"auth_required","ha_version":{{WireJson.Quote(version)}}}""";

    public static string AuthOk(string version) => $$"""{"type":"auth_ok","ha_version":{{WireJson.Quote(version)}}}""";

    public static string AuthInvalid(string message) => $$"""{"type":"auth_invalid","message":{{WireJson.Quote(message)}}}""";

    public static string Result(string id, string result) => $$"""{"id":{{id}},"type":"result","success":true,"result":{{result}}}""";

    public static string Error(string id, string code, string message) =>
        $$$"""{"id":{{{id}}},"type":"result","success":false,"error":{"code":{{{WireJson.Quote(code)}}},"message":{{{WireJson.Quote(message)}}}}}""";

    public static string Pong(string id) => $$"""{"id":{{id}},"type":"pong"}""";

    /// <summary>Bus events and entity diffs: Home Assistant renders the event once for all subscribers and appends the id.</summary>
    public static string BusEvent(string id, string payload) => $$"""{"type":"event","event":{{payload}},"id":{{id}}}""";

    /// <summary>Snapshots, triggers and templates.</summary>
    public static string Event(string id, string payload) => $$"""{"id":{{id}},"type":"event","event":{{payload}}}""";
}
