namespace Gateway.DemoHubs;

internal static class Placeholder;
