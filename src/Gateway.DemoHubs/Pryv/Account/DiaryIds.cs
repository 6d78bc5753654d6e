namespace Gateway.DemoHubs.Pryv.Account;

/// <summary>Ids of 24 letters and digits, the same ones for the same seed.</summary>
internal sealed class DiaryIds(int seed)
{
    private const string Characters = "abcdefghijklmnopqrstuvwxyz0123456789";
    private readonly Random _random = new(seed);

    public string Next() => Characters[_random.Next(26)] + new string(_random.GetItems<char>(Characters, 23));
}
