using System.Buffers;
using System.Text;
using System.Text.Json;
using Gateway.Upstreams.HomeAssistant;
using Xunit.Abstractions;

namespace Gateway.Tests.Upstreams.HomeAssistant;

public sealed class HomeAssistantMutationTests(ITestOutputHelper output)
{
    private const int Rounds = 20_000;

    [Fact]
    public void Connector_MutatedFrames_FailWithTheDedicatedFaultOnly()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var mutator = new HomeAssistantMutator(random);
        var frames = HomeAssistantFrames.All.Where(frame => frame.IsText).Select(frame => Encoding.UTF8.GetBytes(frame.Text)).ToArray();
        var snapshot = Encoding.UTF8.GetBytes(HomeAssistantFrames.EventOf("[entities] snapshot"));
        var ofEntities = HomeAssistantFrames.All.Where(frame => frame.IsIncoming && frame.Note.StartsWith("[entities]", StringComparison.Ordinal))
            .Select(frame => Encoding.UTF8.GetBytes(frame.Text)).ToArray();
        var entities = new HomeAssistantEntities();
        var accepted = 0;
        for (var round = 0; round < Rounds; round++)
        {
            // The state cache has the most to get wrong, and only a house that is not empty can show it.
            var source = random.Next(2) == 0 ? ofEntities : frames;
            var frame = mutator.Mutate(source[random.Next(source.Length)]);
            entities.Apply(snapshot, isSnapshot: true, MustBeJson);
            try
            {
                accepted += Digest(frame, entities, random.Next(4) == 0);
            }
            catch (HomeAssistantFormatException)
            {
                continue;
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed}, round {round}: {Convert.ToHexString(frame)}", exception);
            }
        }

        output.WriteLine($"{accepted} messages read, {entities.Count} entities, {entities.Malformed} malformed, {entities.UnknownDiffs} unknown");
        accepted.ShouldBeGreaterThan(0);
    }

    private static int Digest(byte[] frame, HomeAssistantEntities entities, bool isSnapshot)
    {
        var count = 0;
        HomeAssistantCommandWriter.TryValidateArgs(frame, out _);
        if (!HomeAssistantTopics.TryParse(Encoding.UTF8.GetString(frame), new HashSet<string>(StringComparer.Ordinal), out _, out var refusal))
            refusal.ShouldNotBeEmpty();
        var reader = new HomeAssistantFrameReader(frame);
        while (reader.TryRead(out var message))
        {
            count++;
            HomeAssistantPayload.ReadConfig(message.Result);
            HomeAssistantPayload.ReadError(message.Error);
            HomeAssistantPayload.TryReadEventType(message.Event, out _);
            if (!message.Event.IsEmpty)
                entities.Apply(message.Event, isSnapshot, MustBeJson);
            if (message.Type != HomeAssistantMessageType.None)
                HomeAssistantCommandWriter.WriteObject(new ArrayBufferWriter<byte>(), 1, message.Raw);
        }

        return count;
    }

    private static void MustBeJson(ReadOnlySpan<byte> id, ReadOnlySpan<byte> state)
    {
        id.IsEmpty.ShouldBeFalse();
        var json = new Utf8JsonReader(state, isFinalBlock: !state.IsEmpty, default);
        while (json.Read())
        {
        }
    }
}
