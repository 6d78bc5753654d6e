using System.Text.Json;
using Gateway.Upstreams.Pryv;

namespace Gateway.Tests.Upstreams.Pryv;

/// <summary>
/// A diary that is written while it is read: random changes, many of them in one instant, also between two pages of one fetch.
/// As the server rings for each change, there is a fetch after the last.
/// </summary>
internal sealed class PryvModelLife
{
    private readonly PryvModelServer _server = new();
    private readonly PryvMemory _memory = new();
    private readonly PryvFetch _fetch;
    private readonly Random _random;
    private int _created;

    public PryvModelLife(int seed)
    {
        _random = new Random(seed);
        _server.IncludesTheInstant = seed % 2 == 0;
        _fetch = new PryvFetch(_server.CallAsync, _memory, Tell);
        for (var i = 0; i < 10; i++)
        {
            _server.Put($"old{i}", time: _random.Next(100));
        }

        _server.Clock += 10;
        _memory.Begin(_server.Clock);
    }

    /// <summary>Everything told: whether it is a deletion, id, time and content.</summary>
    public List<(bool IsDeletion, string Id, double At, int Version)> Told { get; } = [];

    /// <summary>What stands in the diary at the end and was never told.</summary>
    public IReadOnlyList<string> Missed =>
    [
        .. _server.Events.Where(row => row.At >= 1_000_010 && !Told.Contains((false, row.Id, row.At, row.Version))).Select(static row => row.Id),
        .. _server.Deletions.Where(row => !Told.Exists(told => told.IsDeletion && string.Equals(told.Id, row.Id, StringComparison.Ordinal) && told.At.Equals(row.Deleted))).Select(static row => row.Id),
    ];

    public async Task RunAsync()
    {
        for (var round = 0; round < 12; round++)
        {
            Change(_random.Next(40));
            _server.BeforeAnswer = MeanwhileAsOthersWrite;
            await FetchAsync();
        }

        _server.BeforeAnswer = null;
        await FetchAsync();
    }

    private async Task FetchAsync()
    {
        while (_memory.PageSize > 8)
        {
            _memory.ShrinkPages();
        }

        while (await _fetch.RunAsync(isQuiet: false, default) is not null)
        {
            // It moved up and down as if the server did not know pages; it begins at the same place again.
            _server.Calls.ShouldBeLessThan(20_000);
        }
    }

    private void MeanwhileAsOthersWrite()
    {
        switch (_random.Next(6))
        {
            case 0:
                Change(1);
                break;
            case 1:
                // What was read already goes away, and all that follows moves up.
                foreach (var id in _server.Ids.Take(6))
                {
                    _server.Delete(id);
                }

                break;
            default:
                _server.Clock += _random.NextDouble() * 3;
                break;
        }
    }

    private void Change(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _server.Clock += _random.Next(4) == 0 ? _random.NextDouble() * 2 : 0;
            var ids = _server.Ids;
            var id = ids.Count > 0 ? ids[_random.Next(ids.Count)] : "first";
            switch (_random.Next(6))
            {
                case < 3:
                    _server.Put($"e{_created++}", time: _random.Next(100));
                    break;
                case 3:
                    _server.Put(id, time: _random.Next(100));
                    break;
                case 4:
                    _server.Put(id, trashed: true);
                    break;
                default:
                    _server.Delete(id);
                    break;
            }
        }
    }

    private void Tell(in PryvChange change, ReadOnlySpan<byte> json)
    {
        using var document = JsonDocument.Parse(json.ToArray());
        Told.Add((change.IsDeletion, change.Id, change.At, change.IsDeletion ? 0 : document.RootElement.GetProperty("content").GetInt32()));
    }
}
