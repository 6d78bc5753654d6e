namespace Gateway.Discovery;

/// <summary>
/// Looks around when somebody asks, at most once in a while, all who ask meanwhile together; never by itself. Thread-safe.
/// </summary>
internal sealed class HubDiscovery(DiscoveryOptions options, DiscoverySearch search, IConfiguration configuration, IHostApplicationLifetime lifetime, TimeProvider time)
{
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private Task<DiscoveryLook>? _latest;
    private long _began;

    /// <summary><c>Gateway:Discovery:Enabled</c>.</summary>
    public bool IsEnabled => options.Enabled;

    /// <summary>The newest look, or a new one where that is too old; null where discovery is switched off.</summary>
    public async Task<DiscoveryLook?> LookAsync(CancellationToken cancellationToken)
    {
        if (!IsEnabled)
        {
            return null;
        }

        Task<DiscoveryLook> look;
        lock (_gate)
        {
            // A look that failed is one as well: whatever made it fail must not have the network asked without a pause.
            if (_latest is null || (_latest.IsCompleted && time.GetElapsedTime(_began) >= Pause))
            {
                _began = time.GetTimestamp();
                _latest = SearchAsync();
            }

            look = _latest;
        }

        return await look.WaitAsync(cancellationToken);
    }

    /// <summary>Whether a hub at this place is configured already, by whichever of its names; as far as that can be told without dialling.</summary>
    public bool IsConfigured(DiscoveryFinding finding)
    {
        var known = configuration.GetSection("Gateway:Hubs").GetChildren()
            .Select(static hub => Uri.TryCreate(hub["Url"], UriKind.Absolute, out var url) && url.Host.Length > 0 ? DiscoveryFinding.PlaceOf(url) : null);
        return known.Any(place => place is not null && finding.Places.Contains(place, StringComparer.Ordinal));
    }

    private async Task<DiscoveryLook> SearchAsync()
    {
        await Task.Yield();
        var began = time.GetUtcNow();
        return new DiscoveryLook(began, await search.RunAsync(lifetime.ApplicationStopping));
    }
}
