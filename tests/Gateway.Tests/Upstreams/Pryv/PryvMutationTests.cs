using System.Text;
using System.Text.Json;
using Gateway.Commands;
using Gateway.Configuration;
using Gateway.Upstreams;
using Gateway.Upstreams.Pryv;

namespace Gateway.Tests.Upstreams.Pryv;

public sealed class PryvMutationTests
{
    private static readonly byte[][] Seeds =
    [
        .. PryvFrames.Current.Concat(PryvFrames.Legacy).Where(static frame => frame.IsText && frame.Json.Length > 0).Select(static frame => Encoding.UTF8.GetBytes(frame.Json)),
        """{"events":[{"id":"a","modified":1.5,"trashed":true,"integrity":"x"}],"eventDeletions":[{"id":"b","deleted":2}],"meta":{"serverTime":3,"apiVersion":"v"}}"""u8.ToArray(),
        """{"events":[{"\ud800ab":1,"id":"a","modified":1}],"\ud800vents":[],"\u006deta":{"serverTime":3}}"""u8.ToArray(),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Parsers_MutatedFrames_NeverThrowAndSliceOnlyJson(int seed)
    {
        var random = new Random(seed);
        var redaction = new TokenRedaction(new Secret("events"));
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = Mutate(Seeds[random.Next(Seeds.Length)], random);
            redaction.Clean(bytes.AsMemory());
            var ack = PryvAck.Read(bytes);
            PryvMeta.Read(bytes);
            PryvError.Read(bytes).Words(redaction).ShouldNotBeEmpty();
            foreach (var change in PryvPage.Read(bytes)?.Changes ?? [])
            {
                using var json = JsonDocument.Parse(bytes.AsMemory()[change.Json]);
            }

            if (ack.IsYes)
            {
                using var result = JsonDocument.Parse(ack.Json, new JsonDocumentOptions { MaxDepth = 1_000 });
            }

            PryvCommands.Prepare(new Command("diary", "callBatch", bytes), PryvDialect.Current, out _, out _);
        }
    }

    [Fact]
    public void Page_NamesThatAreEscapedOrNoText_AreReadAsFarAsTheyAreText()
    {
        var page = PryvPage.Read(Seeds[^1]).ShouldNotBeNull();

        page.Changes.ShouldHaveSingleItem().Id.ShouldBe("a");
        page.Meta.ServerTime.ShouldBe(3);
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var bytes = seed.ToList();
        for (var count = random.Next(1, 5); count > 0 && bytes.Count > 1; count--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 20), bytes.Count - at)));
                    break;
                default:
                    bytes.Insert(at, "{}[]\",:\\0e-"u8[random.Next(11)]);
                    break;
            }
        }

        return [.. bytes];
    }
}
