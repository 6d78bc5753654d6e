namespace Gateway.Stress.Fuzzing.Codecs;

/// <summary>Every codec, each with state of its own.</summary>
internal static class FuzzCodecs
{
    public static IReadOnlyList<FuzzCodec> All() =>
    [
        .. SocketIOPacketCodecs.All(), .. SocketIOPayloadCodecs.All(), .. SocketIOReaderCodecs.All(), .. HomeAssistantCodecs.All(), .. HomeyCodecs.All(), .. DeconzCodecs.All(), .. PryvCodecs.All(),
        .. TopicCodecs.All(), .. AccessCodecs.All(), .. SecretCodecs.All(), .. ApiCodecs.All(), .. DiscoveryCodecs.All(),
    ];
}
