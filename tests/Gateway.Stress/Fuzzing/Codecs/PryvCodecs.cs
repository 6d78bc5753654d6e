using System.Text;
using System.Text.Json;
using Gateway.Commands;
using Gateway.Configuration;
using Gateway.Events;
using Gateway.Upstreams;
using Gateway.Upstreams.Pryv;

namespace Gateway.Stress.Fuzzing.Codecs;

internal static class PryvCodecs
{
    private const string Token = "ckb-token-0001";

    private static readonly string[] Pages =
    [
        """{"events":[{"id":"a","modified":1.5,"trashed":true,"integrity":"x"}],"eventDeletions":[{"id":"b","deleted":2}],"meta":{"serverTime":3,"apiVersion":"v"}}""",
        """{"meta":{"serverTime":1700000000.5},"events":[{"modified":1700000000.25,"content":{"a":[1,{"b":"x"}]},"id":"c1","streamIds":["notes"],"type":"note/txt"},{"id":"c2","modified":2,"content":"x"}]}""",
        """{"events":[{"\ud800ab":1,"id":"a","modified":1}],"\u006deta":{"serverTime":3}}""", """{"events":[],"eventDeletions":[{"id":"b"}],"meta":{}}""",
    ];

    private static readonly TokenRedaction Redaction = new(new Secret(Token));

    public static IEnumerable<FuzzCodec> All()
    {
        string[] json =
        [
            .. Recorded.JsonOf(Recorded.Pryv), .. Recorded.JsonOf(Recorded.PryvLegacy),
            .. Pages,
            """[{"error":{"id":"invalid-access-token","message":"no ckb-token-0001"},"meta":{}}]""",
        ];
        return
        [
            FuzzCodec.Of("pryv-ack", Ack, json) with { Around = ("[null,", "]") },
            FuzzCodec.Of("pryv-page", Page, Pages) with { Around = ("{\"events\":[{\"id\":\"a\",\"modified\":1,\"x\":", "}]}"), MaxBytesPerByte = 200 },
            FuzzCodec.Of("pryv-meta", Meta, [.. Pages, "{\"meta\":{\"serverTime\":1700000000.123,\"apiVersion\":\"1.9\",\"serial\":\"x\"}}"]) with { Around = ("{\"meta\":{\"serverTime\":", "}}") },
            FuzzCodec.Of("pryv-error", Error, [.. json, "{\"id\":\"invalid-access-token\",\"message\":\"no\",\"data\":{\"a\":[1]}}", "{\"id\":\"api-unavailable\"}", "{\"id\":\"forbidden\",\"message\":\"ckb-token-0001\"}"]) with { Around = ("{\"id\":\"x\",\"message\":", "}") },
            FuzzCodec.Of("pryv-command", Command, [.. json, "[{\"method\":\"events.get\",\"params\":{}}]", "{\"limit\":1}", "null"]) with { Around = ("[{\"method\":\"events.get\",\"params\":", "}]"), MaxBytesPerByte = 200 },
            FuzzCodec.Of("pryv-raw-packet", Raw, [.. Recorded.Pryv, .. Recorded.PryvLegacy, "42/mathurin,1[\"callBatch\",[{\"method\":\"events.get\",\"params\":{}}]]", "5:1+::{\"name\":\"command\",\"args\":[{\"id\":\"events.get\"}]}"]),
        ];
    }

    private static bool Ack(byte[] input)
    {
        var ack = PryvAck.Read(input);
        Must.Hold(!ack.IsYes || Recorded.IsJson(ack.Json.Span, maxDepth: 1_000), "a result is JSON");
        PryvMeta.Read(ack.Bearer.Span);
        return ack.IsYes;
    }

    private static bool Page(byte[] input)
    {
        if (PryvPage.Read(input) is not { } page)
        {
            return false;
        }

        foreach (var change in page.Changes)
        {
            Must.Hold(Recorded.IsJson(input.AsSpan()[change.Json], HubEvent.MaxDepth, JsonTokenType.StartObject), "a change is a JSON object that every client reads");
        }

        return page.Changes.Count > 0;
    }

    private static bool Meta(byte[] input)
    {
        var meta = PryvMeta.Read(input);
        Must.Hold(meta.ServerTime is null || double.IsFinite(meta.ServerTime.Value), "a server's time is a number");
        return meta.ServerTime is not null;
    }

    private static bool Error(byte[] input)
    {
        var error = PryvError.Read(input);
        var words = error.Words(Redaction);
        Must.Hold(words.Length > 0 && !words.Contains(Token, StringComparison.Ordinal), "an error has words, and the token is not among them", words);
        return error.Id.Length > 0;
    }

    private static bool Command(byte[] input)
    {
        var accepted = false;
        foreach (var name in (string[])["callBatch", "events.create", .. Recorded.Text(input) is { } text && !string.IsNullOrWhiteSpace(text) ? [text] : Array.Empty<string>()])
        {
            foreach (var dialect in (PryvDialect[])[PryvDialect.Current, PryvDialect.Legacy])
            {
                // Arguments have been parsed where they came in.
                ReadOnlyMemory<byte> parameters = Recorded.IsJson(input) ? input : default;
                if (PryvCommands.Prepare(new Command("diary", name, parameters), dialect, out _, out var args) is null)
                {
                    Must.Hold(Recorded.IsJson(args.Span, maxDepth: 70, JsonTokenType.StartArray), "what is sent is a JSON array", Encoding.UTF8.GetString(args.Span));
                    accepted = true;
                }
            }
        }

        return accepted;
    }

    private static bool Raw(byte[] input) => PryvCommands.RefusalOfRaw(input, PryvDialect.Current) is null & PryvCommands.RefusalOfRaw(input, PryvDialect.Legacy) is null;
}
