using System.Text.Json.Nodes;
using Gateway.DemoHubs.HomeAssistant.Connections;
using Gateway.DemoHubs.HomeAssistant.House;
using Gateway.DemoHubs.HomeAssistant.Wire;

namespace Gateway.DemoHubs.HomeAssistant.Commands;

/// <summary>One accepted command and the one way to answer it. The house's gate is held.</summary>
internal sealed class DemoCommand(DemoInstance instance, DemoConnection connection, string id, string type, JsonObject message)
{
    public string Id => id;

    public DemoInstance Instance => instance;

    public DemoHouse House => instance.House;

    public DemoConnection Connection => connection;

    public JsonNode? this[string key] => message[key];

    public JsonObject Message => message;

    public string? Text(string key) => message[key]?.GetValue<string>();

    /// <summary><paramref name="then"/> runs right after the result is written, for what must follow it.</summary>
    public void Succeed(string result = "null", Action? then = null) => Answer(WireMessages.Result(id, result), then);

    public void Fail(string code, string text) => Answer(WireMessages.Error(id, code, text));

    public void Answer(string frame, Action? then = null)
    {
        if (instance.Faults.Answers.TakeClose(type))
        {
            connection.Abort();
            return;
        }

        instance.Faults.Answers.Answer(type, () =>
        {
            connection.Send(frame);
            if (!connection.IsClosing)
                then?.Invoke();
        });
    }
}
