using Gateway.Upstreams.SocketIO;

namespace Gateway.Upstreams.Pryv;

/// <summary>
/// The way to an account: which dialect its server speaks, and at which core it lives. Remembers what it found out; used by one
/// attempt at a time.
/// </summary>
internal sealed class PryvRoute
{
    private readonly PryvAccount _home;
    private readonly bool _mayChoose;
    private readonly Func<PryvAccount, PryvInquiry> _inquiry;
    private readonly Func<PryvAccount, PryvDialect, PryvDialer> _dialer;
    private readonly PryvSessionLog _log;
    private bool _isDialectKnown;

    public PryvRoute(
        PryvAccount home, PryvDialect dialect, Func<PryvAccount, PryvInquiry> inquiry, Func<PryvAccount, PryvDialect, PryvDialer> dialer, PryvSessionLog log)
    {
        _home = home;
        _mayChoose = dialect == PryvDialect.Auto;
        _inquiry = inquiry;
        _dialer = dialer;
        _log = log;
        _isDialectKnown = !_mayChoose;
        Dialer = dialer(home, _mayChoose ? PryvDialect.Current : dialect);
    }

    public PryvDialer Dialer { get; private set; }

    /// <summary>It led to a server that understands us.</summary>
    public void Confirm()
    {
        if (!_isDialectKnown)
        {
            _isDialectKnown = true;
            _log.Speaks(Dialer.Dialect);
        }
    }

    /// <summary>
    /// It did not lead anywhere: looks for another one. True when there is one, to be tried at once. A server that cannot be
    /// reached is not asked for another way.
    /// </summary>
    /// <returns>Whether there is another way; where there is one that the gateway must not take by itself, why.</returns>
    public async Task<(bool IsFound, DisconnectReason? Forbidden)> ReconsiderAsync(SocketIOOpening failed, CancellationToken cancellationToken)
    {
        var wasRefused = failed.Refusal is not null;
        if (wasRefused)
        {
            Confirm();
        }
        else if (!IsAnswer(failed))
        {
            // A core that has gone may have handed the account back.
            Go(_home, Dialer.Dialect);
            return default;
        }
        else if (_mayChoose && await OtherDialectAsync(cancellationToken) is { } other)
        {
            Go(Dialer.Account, other);
            return (true, null);
        }

        return Dialer.Dialect == PryvDialect.Current ? await OtherCoreAsync(cancellationToken) : default;
    }

    private async Task<PryvDialect?> OtherDialectAsync(CancellationToken cancellationToken)
    {
        if (Dialer.Dialect == PryvDialect.Legacy)
        {
            // It spoke the old protocol once; it may have been replaced.
            _isDialectKnown = false;
            return PryvDialect.Current;
        }

        return !_isDialectKnown && await _inquiry(Dialer.Account).IsLegacyAsync(cancellationToken) ? PryvDialect.Legacy : null;
    }

    private async Task<(bool IsFound, DisconnectReason? Forbidden)> OtherCoreAsync(CancellationToken cancellationToken)
    {
        if (await _inquiry(Dialer.Account).CoreAsync(cancellationToken) is not { } core)
        {
            return default;
        }

        var place = core.GetLeftPart(UriPartial.Authority);
        if (!PryvKinship.Is(_home.Url, core))
        {
            return (false, DisconnectReason.NotTheHub(
                $"The server says that the account lives at {place}. That is another domain, and the token is not sent there by itself: if it is right, write that address into 'Url'."));
        }

        if (string.Equals(place, Dialer.Account.Url.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase))
        {
            return default;
        }

        _log.Moved(place);
        Go(_home with { Url = new Uri(core.GetLeftPart(UriPartial.Path)) }, Dialer.Dialect);
        return (true, null);
    }

    private void Go(PryvAccount account, PryvDialect dialect)
    {
        if (account != Dialer.Account || dialect != Dialer.Dialect)
        {
            Dialer = _dialer(account, dialect);
        }
    }

    /// <summary>Something answered, but not as it should.</summary>
    private static bool IsAnswer(SocketIOOpening failed) => failed.Reason is { Name: "not-the-hub" or "protocol-fault" or "hub-closed" };
}
