using System.Text.Json.Serialization;

namespace Gateway.Delivery;

/// <summary>The <c>gap</c> message: this client was too slow.</summary>
/// <param name="Hub">Whose events.</param>
/// <param name="Conflated">Events replaced by a newer one of their topic.</param>
/// <param name="Dropped">Events that are lost for this client.</param>
/// <param name="Ms">For how long that went on.</param>
internal sealed record Gap(string Hub, long Conflated, long Dropped, long Ms);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Gap))]
internal sealed partial class DeliveryJson : JsonSerializerContext;
