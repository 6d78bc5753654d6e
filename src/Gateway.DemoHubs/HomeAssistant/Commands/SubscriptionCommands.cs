using System.Text.Json.Nodes;
using Gateway.DemoHubs.HomeAssistant.Connections;
using Gateway.DemoHubs.HomeAssistant.Wire;

namespace Gateway.DemoHubs.HomeAssistant.Commands;

internal static class SubscriptionCommands
{
    public static CommandEntry Events { get; } = new(new WireSchema(new WireField("event_type", WireRules.Text)), SubscribeEvents);

    public static CommandEntry Entities { get; } = new(new WireSchema(new WireField("entity_ids", WireRules.EntityIds)), SubscribeEntities);

    public static CommandEntry Trigger { get; } = new(new WireSchema(
        new WireField("trigger", WireRules.Anything, Required: true), new WireField("variables", WireRules.Dictionary)), SubscribeTrigger);

    public static CommandEntry Template { get; } = new(new WireSchema(
        new WireField("template", WireRules.Text, Required: true),
        new WireField("entity_ids", WireRules.EntityIds),
        new WireField("variables", WireRules.Dictionary),
        new WireField("timeout", WireRules.Number),
        new WireField("strict", WireRules.Boolean),
        new WireField("report_errors", WireRules.Boolean)), RenderTemplate);

    public static CommandEntry Unsubscribe { get; } = new(
        new WireSchema(new WireField("subscription", WireRules.PositiveInteger, Required: true)), EndSubscription);

    private static void SubscribeEvents(DemoCommand command)
    {
        var eventType = command.Text("event_type");
        if (command.Instance.Faults.EventTypes.TryGetValue(eventType ?? "*", out var refusal))
        {
            command.Fail(refusal.Code, refusal.Message);
            return;
        }

        command.Connection.Subscriptions[command.Id] = new EventSubscription(command.Id, eventType);
        command.Succeed();
    }

    private static void SubscribeEntities(DemoCommand command)
    {
        var entityIds = command["entity_ids"] is { } given ? WireRules.TextList(given).ToHashSet(StringComparer.Ordinal) : null;

        // Result, snapshot and first diff without a gap: all of it under the house's gate.
        command.Succeed(then: () =>
        {
            var subscription = new EntitySubscription(command.Id, entityIds);
            command.Connection.Subscriptions[command.Id] = subscription;
            command.Connection.Send(subscription.Snapshot(command.House));
        });
    }

    private static void SubscribeTrigger(DemoCommand command)
    {
        JsonNode?[] triggers = command["trigger"] is JsonArray several ? [.. several] : [command["trigger"]];
        if (triggers.Select(StateTrigger.Fault).FirstOrDefault(fault => fault is not null) is { } found)
        {
            command.Fail(WireMessages.InvalidFormat, $"{found}. Got {PythonText.Repr(command.Message)}");
            return;
        }

        command.Connection.Subscriptions[command.Id] =
            new TriggerSubscription(command.Id, [.. triggers.Select((trigger, index) => new StateTrigger(index, (JsonObject)trigger!))]);
        command.Succeed();
    }

    private static void RenderTemplate(DemoCommand command) => command.Succeed(then: () =>
    {
        var subscription = new TemplateSubscription(command.Id, command.Text("template")!);
        command.Connection.Subscriptions[command.Id] = subscription;
        subscription.Start(command.House, command.Connection.Send);
    });

    private static void EndSubscription(DemoCommand command)
    {
        if (command.Connection.Subscriptions.Remove(command["subscription"]!.ToJsonString()))
            command.Succeed();
        else
            command.Fail(WireMessages.NotFound, "Subscription not found.");
    }
}
