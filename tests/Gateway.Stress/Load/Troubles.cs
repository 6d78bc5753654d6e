using Gateway.Stress.Load.Hubs;
using Gateway.Tests.Fakes;

namespace Gateway.Stress.Load;

/// <summary>Takes hubs away by chance, one at a time, and waits until they are back for everybody.</summary>
/// <param name="stage">Whose hubs.</param>
/// <param name="http">To the gateway.</param>
/// <param name="steady">Who hears of it first.</param>
/// <param name="seed">Of its chances.</param>
/// <param name="pause">The least time between two; up to that much more by chance.</param>
internal sealed class Troubles(Stage stage, HttpClient http, IReadOnlyList<Actor> steady, int seed, TimeSpan pause)
{
    /// <summary>Some attempts with waits of up to eight seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly Random _random = new(seed);

    public int Count { get; private set; }

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(pause * (1 + _random.NextDouble()), TimeProvider.System, stopping);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await TroubleAsync(stage.Hubs[_random.Next(stage.Hubs.Count)]);
            Count++;
        }
    }

    private async Task TroubleAsync(LoadHub hub)
    {
        var witnesses = steady.SelectMany(static actor => actor.Witnesses).Where(witness => witness.Hub == hub).ToArray();
        var before = witnesses.Select(static witness => witness.TimesAway).ToArray();
        hub.BeginTrouble();
        switch (_random.Next(3))
        {
            case 0:
                stage.Ledger.Count("hubs killed");
                await hub.KillAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(400)), TimeProvider.System, CancellationToken.None);
                await hub.RestartAsync();
                break;
            case 1:
                stage.Ledger.Count("hubs cut off");
                hub.Abort();
                break;
            default:
                stage.Ledger.Count("hubs reconnected on request");
                using (var answer = await http.PostAsync($"/api/hubs/{hub.Name}/reconnect", null).Soon())
                {
                    stage.Ledger.Check(answer.IsSuccessStatusCode, "A reconnect is accepted", $"{answer.StatusCode}");
                }

                break;
        }

        var began = TimeProvider.System.GetTimestamp();
        while (!IsBack() && TimeProvider.System.GetElapsedTime(began) < Patience)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
        }

        stage.Ledger.Check(IsBack(), "A hub that was away is live again for every steady client", $"{hub.Name} is not after {Patience.TotalSeconds:0} s");
        hub.EndTrouble();

        bool IsBack() => witnesses.Select((witness, index) => witness.TimesAway > before[index] && witness.IsWhole).All(static isBack => isBack);
    }
}
