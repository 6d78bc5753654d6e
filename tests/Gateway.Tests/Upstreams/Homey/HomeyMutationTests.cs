using System.Text;
using System.Text.Json;
using Gateway.Configuration;
using Gateway.Tests.Upstreams.HomeAssistant;
using Gateway.Upstreams.Homey;
using Gateway.Upstreams.SocketIO;
using Xunit.Abstractions;

namespace Gateway.Tests.Upstreams.Homey;

public sealed class HomeyMutationTests(ITestOutputHelper output)
{
    private const int Rounds = 6_000;
    private static readonly Secret Token = new("key");

    private static readonly byte[] List = Encoding.UTF8.GetBytes(
        """{"3f1c":{"id":"3f1c","name":"Hall","zone":"z1","capabilitiesObj":{"onoff":{"value":true},"dim":{"value":0.42}},"available":true},"9ab2":{"name":"Plug","capabilitiesObj":{}}}""");

    [Fact]
    public void Connector_MutatedJson_NeverThrowsAndTellsOnlyJson()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var mutator = new HomeAssistantMutator(random);
        var sources = HomeyFrames.All.Where(static frame => frame.IsText && frame.Text.Contains('[', StringComparison.Ordinal))
            .Select(static frame => Encoding.UTF8.GetBytes(frame.Packet.Json)).Append(List).ToArray();
        var rig = new HomeyDevicesRig();
        var (lists, events, acks) = (0, 0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var json = mutator.Mutate(sources[random.Next(sources.Length)]);
            try
            {
                acks += HomeyAck.Read(json, Token).Error is null ? 1 : 0;
                HomeyError.OfHttp(System.Net.HttpStatusCode.BadRequest, json, Token);
                HomeyCommand.TryRead(Encoding.UTF8.GetString(json), out _, out _);
                HomeyTopics.Plan(Encoding.UTF8.GetString(json));
                lists += Apply(rig, mutator.Mutate(List));
                events += Add(rig, json);
                foreach (var line in rig.Take())
                {
                    line.ShouldStartWith("homey:");
                }
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed}, round {round}: {Convert.ToHexString(json)}", exception);
            }
        }

        output.WriteLine($"{lists} lists, {events} events, {acks} acks");
        Math.Min(lists, Math.Min(events, acks)).ShouldBeGreaterThan(100);
    }

    private static int Apply(HomeyDevicesRig rig, byte[] json)
    {
        if (HomeyDeviceList.Read(json) is not { } list)
        {
            return 0;
        }

        rig.Feed.Devices.Apply(list, static _ => true, rig.Now);
        return 1;
    }

    /// <summary>What the Socket.IO client would hand over of it: valid JSON only.</summary>
    private static int Add(HomeyDevicesRig rig, byte[] json)
    {
        if (!HomeyJson.IsValid(json, JsonTokenType.StartArray))
        {
            return 0;
        }

        var reader = new Utf8JsonReader(json);
        using var document = JsonDocument.ParseValue(ref reader);
        var items = document.RootElement.EnumerateArray().Select(static element => Encoding.UTF8.GetBytes(element.GetRawText())).ToArray();
        var received = new SocketIOEvent
        {
            Namespace = "/api"u8,
            Name = "homey:device:3f1c"u8,
            Count = items.Length - 1,
            First = items.ElementAtOrDefault(1),
            Rest = [.. items.Skip(2).SelectMany(static (item, index) => index == 0 ? item : [(byte)',', .. item])],
        };
        using (rig.Stream.Enter())
        {
            if (!HomeyEvent.TryRead(received, out var read))
            {
                return 0;
            }

            rig.Feed.Add(read);
            rig.Feed.Devices.Delete(read.Data);
            return 1;
        }
    }
}
