using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.HomeAssistant.Connections;
using Gateway.DemoHubs.HomeAssistant.Wire;
using Gateway.DemoHubs.Wire;

namespace Gateway.DemoHubs.HomeAssistant.Commands;

/// <summary>The checks every command passes, in Home Assistant's order: shape, id, type, schema.</summary>
internal sealed class CommandReader(DemoInstance instance, DemoConnection connection)
{
    private const string Malformed = "Message incorrectly formatted.";

    private long _lastId;

    public void Handle(JsonNode? frame, string text)
    {
        // A second auth frame is a command to Home Assistant, but its token is a token.
        instance.Journal.Add(frame is JsonObject message && message.ContainsKey("access_token")
            ? Authentication.Mask(frame)
            : text.Replace(instance.Token, Authentication.Masked, StringComparison.Ordinal));
        foreach (var command in frame is JsonArray batch ? [.. batch] : new[] { frame })
        {
            if (!connection.IsClosing)
                HandleOne(command);
        }
    }

    private void HandleOne(JsonNode? node)
    {
        var message = node as JsonObject;
        var type = message is not null && WireJson.IsString(message["type"]) ? message["type"]!.GetValue<string>() : "";
        if (type.Length > 0)
            instance.Journal.Count(type);
        if (message is null || type.Length == 0 || !TryId(message["id"], out var id))
        {
            connection.Send(WireMessages.Error(message is null ? "0" : WireJson.Text(message["id"]), WireMessages.InvalidFormat, Malformed));
            return;
        }

        var idText = id.ToString(CultureInfo.InvariantCulture);
        if (id <= _lastId)
        {
            connection.Send(WireMessages.Error(idText, "id_reuse", "Identifier values have to increase."));
            return;
        }

        var command = new DemoCommand(instance, connection, idText, type, message);
        if (instance.Faults.Commands.TryGetValue(type, out var refusal))
        {
            _lastId = id;
            command.Fail(refusal.Code, refusal.Message);
        }
        else if (!CommandTable.Commands.TryGetValue(type, out var entry))
        {
            // Such an id is not used up.
            connection.Send(WireMessages.Error(idText, "unknown_command", "Unknown command."));
        }
        else
        {
            _lastId = id;
            var faults = entry.Schema.Check(message, "data", "id", "type");
            if (faults.Count > 0)
                command.Fail(WireMessages.InvalidFormat, WireSchema.Humanize(faults));
            else
                entry.Handle(command);
        }
    }

    // Zero counts as no id, a negative one as used.
    private static bool TryId(JsonNode? node, out long id)
    {
        id = 0;
        return node?.GetValueKind() is JsonValueKind.Number &&
            long.TryParse(node.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out id) && id != 0;
    }
}
