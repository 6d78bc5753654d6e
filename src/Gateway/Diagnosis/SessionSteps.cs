using Gateway.Commands;
using Gateway.Diagnostics;
using Gateway.Upstreams;
using Gateway.Upstreams.Transports;

namespace Gateway.Diagnosis;

/// <summary>
/// Steps <c>upgrade</c>, <c>auth</c> and <c>first-event</c>: a session as the gateway's own, opened by the kind's connector, listened to for
/// a moment and closed.
/// </summary>
internal sealed class SessionSteps(UpstreamOptions hub, IUpstreamConnector connector, TimeProvider time)
{
    private static readonly TimeSpan UpgradeLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan OpenLimit = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan EventLimit = TimeSpan.FromSeconds(4);

    /// <summary>All three, in order.</summary>
    public async Task<IReadOnlyList<DiagnosisStep>> RunAsync(bool useCredentials, CancellationToken cancellationToken)
    {
        var upgrade = await UpgradeAsync(cancellationToken);
        if (!useCredentials)
        {
            const string Why = "The hub has refused the credentials; trying them again may count as a failed login there. Ask with ?auth=true to try all the same.";
            return [upgrade ?? StepClock.Skipped(StepNames.Upgrade, "It cannot be had without the credentials. " + Why), StepClock.Skipped(StepNames.Auth, Why), After(StepNames.Auth)];
        }

        var clock = new StepClock(StepNames.Auth, time);
        using var limit = new CancellationTokenSource(OpenLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var opening = await connector.OpenAsync(either.Token);
            if (!opening.IsOpen)
            {
                return [.. Explain(opening.Reason, upgrade, clock), After(StepNames.Auth)];
            }

            await using var session = opening.Session;
            var auth = clock.Ok($"The hub let the gateway in{(session.Version is { } version ? $"; its version is {version}" : "")}.");
            return [upgrade is { Verdict: DiagnosisVerdict.Ok } ? upgrade : Opened(), auth, await ListenAsync(session, cancellationToken)];
        }
        catch (OperationCanceledException)
        {
            var late = clock.Failed($"The session was not open after {clock.Elapsed.TotalSeconds:0.#} s.", "Is the hub overloaded or just starting? Try again in a minute.");
            return [upgrade ?? StepClock.Skipped(StepNames.Upgrade, "It is part of the login, which did not end."), late, After(StepNames.Auth)];
        }
    }

    public static DiagnosisStep After(string failed) => StepClock.Skipped(StepNames.FirstEvent, $"Step '{failed}' did not succeed.");

    /// <summary>A WebSocket without credentials, where the kind opens one before it asks for them; null elsewhere.</summary>
    private async Task<DiagnosisStep?> UpgradeAsync(CancellationToken cancellationToken)
    {
        if (SocketUrl() is not { } url)
        {
            return null;
        }

        var clock = new StepClock(StepNames.Upgrade, time);
        using var limit = new CancellationTokenSource(UpgradeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var (socket, failure) = await UpstreamSocket.ConnectAsync(new UpstreamSocketOptions(url, hub.Tls, UpgradeLimit), time, either.Token);
            if (socket is null)
            {
                return clock.Failed(failure!.Reason.Message, UpgradeCure);
            }

            var step = clock.Ok($"A WebSocket opens at {url.AbsolutePath}.");
            await socket.DisposeAsync();
            return step;
        }
        catch (OperationCanceledException)
        {
            return clock.Failed($"No WebSocket opened within {clock.Elapsed.TotalSeconds:0.#} s.", UpgradeCure);
        }
    }

    private const string UpgradeCure = "A proxy in between must pass WebSocket upgrades on (nginx: proxy_http_version 1.1, headers Upgrade and Connection). Is 'Url' the hub's own address?";

    private Uri? SocketUrl()
    {
        var place = hub.Kind switch
        {
            UpstreamKind.HomeAssistant => hub.HomeAssistant.Path,
            UpstreamKind.Homey => "/socket.io/?EIO=3&transport=websocket",
            _ => null,
        };
        var scheme = string.Equals(hub.Url.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal) ? Uri.UriSchemeWss : Uri.UriSchemeWs;
        return place is null ? null : new Uri($"{scheme}://{hub.Url.Authority}{hub.Url.AbsolutePath.TrimEnd('/')}{place}");
    }

    private static DiagnosisStep Opened() => new(StepNames.Upgrade, DiagnosisVerdict.Ok, 0, "The connection opened together with the login; its time is in that step.");

    /// <summary>What the connector says, put to the step that it is about.</summary>
    private IEnumerable<DiagnosisStep> Explain(DisconnectReason reason, DiagnosisStep? upgrade, StepClock clock)
    {
        var isAboutCredentials = reason.Name is "credentials-refused";
        if (isAboutCredentials || upgrade is { Verdict: DiagnosisVerdict.Ok })
        {
            return [upgrade is { Verdict: DiagnosisVerdict.Ok } ? upgrade : Opened(), clock.Failed(reason.Message, isAboutCredentials ? CredentialsCure : CureOf(reason))];
        }

        // The connector knows more of the kind than the probe before it.
        var failed = clock.Failed(reason.Message, upgrade?.Cure ?? CureOf(reason)) with { Step = StepNames.Upgrade };
        return [failed, StepClock.Skipped(StepNames.Auth, "Step 'upgrade' did not succeed.")];
    }

    private string CredentialsCure => hub.Kind switch
    {
        UpstreamKind.HomeAssistant => "Create a new long-lived access token in Home Assistant under your profile, Security, and put it into 'Token'.",
        UpstreamKind.Homey => "Create a new API key in the Homey app or web app under Settings, API Keys, and put it into 'Token'.",
        UpstreamKind.Deconz => "Get a new key with 'dotnet run --project src/Gateway -- pair deconz <url>' and put it into 'Token'.",
        UpstreamKind.Pryv => "Is 'User' right? Make a new app access in the account and put its token into 'Token'.",
        _ => "Correct 'Token' or 'SocketIO:Auth' to what the server expects.",
    };

    private static string CureOf(DisconnectReason reason) => reason.Name switch
    {
        "banned" => "Take this machine's address off the hub's list of banned addresses, restart the hub, then reconnect.",
        "certificate-refused" => "Give the authority or the fingerprint of the hub's certificate under 'Tls'; step 'tls' names it.",
        "not-the-hub" => "Is 'Url' the hub's own address, and 'Kind' its kind?",
        "internal" => "This is a fault of the gateway; please report it with the bundle of GET /api/support.",
        _ => "Is the hub starting or stopping? Try again in a minute.",
    };

    /// <summary>Reads until the first frame comes, having asked for one where that costs the hub next to nothing.</summary>
    private async Task<DiagnosisStep> ListenAsync(IUpstreamSession session, CancellationToken cancellationToken)
    {
        var clock = new StepClock(StepNames.FirstEvent, time);
        var before = session.FramesRead;
        using var limit = new CancellationTokenSource(EventLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var leaving = new CancellationTokenSource();
        var reading = session.ReadAsync(leaving.Token);
        try
        {
            var asked = Question() is { } question ? AskAsync(session, question, either.Token) : null;
            while (!reading.IsCompleted && session.FramesRead == before && asked is not { IsCompleted: true } && !either.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            var hasFrame = session.FramesRead > before;
            var answer = asked is { IsCompleted: true } ? await asked : null;
            var step = Judge(clock, hasFrame, answer, reading.IsCompleted ? await reading : null, asked is not null);
            await either.CancelAsync();
            if (asked is not null)
            {
                await asked;
            }

            return step;
        }
        finally
        {
            await leaving.CancelAsync();
            await reading;
        }
    }

    private static DiagnosisStep Judge(StepClock clock, bool hasFrame, CommandOutcome? answer, DisconnectReason? ended, bool wasAsked) => (hasFrame, answer, ended) switch
    {
        (true, _, _) or (_, { Status: CommandStatus.Ok or CommandStatus.Rejected }, _) => clock.Ok("The hub talks: its first message after the login came."),
        (_, _, { } reason) => clock.Failed($"The hub let the gateway in and then ended the session: {reason.Message}", CureOf(reason)),
        _ when wasAsked => clock.Failed($"The hub let the gateway in but did not answer within {clock.Elapsed.TotalSeconds:0.#} s.", "Is the hub overloaded? Restart it if this stays so."),
        _ => StepClock.Skipped(StepNames.FirstEvent, $"The session is open, and nothing happened at the hub for {clock.Elapsed.TotalSeconds:0.#} s; this kind tells nothing until something does."),
    };

    private Command? Question() => hub.Kind switch
    {
        UpstreamKind.HomeAssistant => new Command(hub.Hub, "get_config", default),
        UpstreamKind.Homey => new Command(hub.Hub, "getInfo homey:manager:system", default),
        UpstreamKind.Pryv => new Command(hub.Hub, "events.get", """{"limit":1}"""u8.ToArray()),
        _ => null,
    };

    private static async Task<CommandOutcome?> AskAsync(IUpstreamSession session, Command question, CancellationToken cancellationToken)
    {
        try
        {
            return await session.SendAsync(question, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
