using System.Text;
using System.Text.Json;
using Gateway.Commands;
using Gateway.Configuration;
using Gateway.Tests.Upstreams.HomeAssistant;
using Gateway.Upstreams.Deconz;
using Xunit.Abstractions;

namespace Gateway.Tests.Upstreams.Deconz;

public sealed class DeconzMutationTests(ITestOutputHelper output)
{
    private const int Rounds = 20_000;
    private const string House = """
        {"config":{"whitelist":{"A":1}},"lights":{"4":{"name":"Desk","uniqueid":"00:17:88:01:02:03:04:05-0b","state":{"on":false,"bri":1}}},
         "sensors":{"12":{"name":"Remote","uniqueid":"u","state":{"buttonevent":1002,"lastupdated":"1"}}},"groups":{"3":{"name":"Kitchen","state":{"any_on":false}}}}
        """;

    [Fact]
    public void Connector_MutatedInput_NeverFailsAndTellsOnlyJson()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var mutator = new HomeAssistantMutator(random);
        var house = Encoding.UTF8.GetBytes(House);
        var frames = DeconzFrames.All.Where(static vector => vector.IsFrame).Select(static vector => Encoding.UTF8.GetBytes(vector.Frame)).ToArray();
        var answers = DeconzFrames.All.Where(static vector => vector.IsHttp).Select(static vector => Encoding.UTF8.GetBytes(vector.Body)).Append(house).ToArray();
        var told = new DeconzTold();
        var (read, taken) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var frame = mutator.Mutate(frames[random.Next(frames.Length)]);
            var answer = mutator.Mutate(answers[random.Next(answers.Length)]);
            try
            {
                if (round % 50 == 0)
                {
                    told.Begin(House, DeconzTopics.AllKey);
                }

                read += Digest(frame, told) ? 1 : 0;
                taken += Digest(answer, told, random.Next(4) == 0) ? 1 : 0;
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed}, round {round}: {Convert.ToHexString(frame)} {Convert.ToHexString(answer)}", exception);
            }

            foreach (var (_, _, data) in told.All)
            {
                using var json = JsonDocument.Parse(data);
            }

            told.Forget();
        }

        output.WriteLine($"{read} frames read, {taken} snapshots taken, {told.Feed.Odd} odd");
        read.ShouldBeGreaterThan(0);
        taken.ShouldBeGreaterThan(0);
    }

    private static bool Digest(byte[] frame, DeconzTold told)
    {
        DeconzCommand.TryRead(new Command("deconz", Encoding.UTF8.GetString(frame), frame), out _, out _);
        DeconzCommand.TryRead(new Command("deconz", "PUT lights/1/state", frame), out _, out _);
        DeconzTopics.Plan(Encoding.UTF8.GetString(frame));
        if (!DeconzFrame.TryRead(frame, out var read, out _))
        {
            return false;
        }

        told.Feed.Add(read);
        return true;
    }

    private static bool Digest(byte[] answer, DeconzTold told, bool isSession)
    {
        _ = DeconzVerdict.Read(answer).Words;
        var shown = DeconzSecrets.Redact(answer, new Secret("<KEY>"));
        shown.IsEmpty.ShouldBe(!DeconzJson.IsValid(answer));
        if (!DeconzSnapshot.IsGood(answer))
        {
            return false;
        }

        if (isSession)
        {
            told.Feed.BeginSession(answer);
            told.Feed.Watch(DeconzTopics.AllKey);
        }
        else
        {
            told.Feed.Compare(answer);
        }

        return true;
    }
}
