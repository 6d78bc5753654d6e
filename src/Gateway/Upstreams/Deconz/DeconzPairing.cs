using System.Text;
using System.Text.Json;
using Gateway.Configuration;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.Deconz;

/// <summary>Gets an API key: asks until somebody has unlocked the gateway, for as long as an unlocking lasts.</summary>
internal sealed class DeconzPairing(HubHttp http, Uri url, TextWriter output, TimeProvider time)
{
    /// <summary>Neutral: some names make the gateway answer in another hub's dialect.</summary>
    private const string DeviceType = "event-gateway";

    private const int LinkButtonNotPressed = 101;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Prints the key once, with the lines to paste. Answers why there is none, or null.</summary>
    public async Task<string?> RunAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var isExplained = false;
        while (true)
        {
            var answer = await AskOnceAsync(cancellationToken);
            if (answer.Key is { } key)
            {
                await PrintAsync(key.Reveal());
                return null;
            }

            if (answer.Refusal is { } refusal)
            {
                return refusal;
            }

            if (!isExplained)
            {
                isExplained = true;
                await ExplainAsync();
            }

            if (time.GetElapsedTime(started) + Pause > Patience)
            {
                return $"The gateway was not unlocked within {Patience.TotalSeconds:0} s; no key was made. Run the command again.";
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>Asks this once: there is a key, the gateway is locked, or something keeps it from answering at all.</summary>
    public async Task<DeconzPairingAnswer> AskOnceAsync(CancellationToken cancellationToken)
    {
        var answer = await AskAsync(cancellationToken);
        if (answer.Failure is { } failure)
        {
            return new DeconzPairingAnswer(null, failure.Reason.Message) { IsAway = true };
        }

        if (KeyOf(answer.Body.Span) is { } key)
        {
            return new DeconzPairingAnswer(new Secret(key));
        }

        var verdict = DeconzVerdict.Read(answer.Body.Span);
        return verdict.FirstType == LinkButtonNotPressed ? new DeconzPairingAnswer(null)
            : verdict.Errors > 0 ? new DeconzPairingAnswer(null, verdict.Words)
            : new DeconzPairingAnswer(null, $"{url.GetLeftPart(UriPartial.Authority)} answered HTTP {(int?)answer.Status}, and not as deCONZ does. Is it the gateway's own address?");
    }

    private Task<HubHttpAnswer> AskAsync(CancellationToken cancellationToken) => http.SendAsync(
        new HubHttpRequest(HttpMethod.Post, new Uri($"{url.GetLeftPart(UriPartial.Authority)}{url.AbsolutePath.TrimEnd('/')}/api"))
        {
            Body = Encoding.UTF8.GetBytes($$"""{"devicetype":"{{DeviceType}}"}"""),
        },
        cancellationToken);

    private async Task ExplainAsync()
    {
        await output.WriteLineAsync($"The gateway at {url.GetLeftPart(UriPartial.Authority)} is locked. Unlock it now:");
        await output.WriteLineAsync("  Phoscon app -> menu -> Settings -> Gateway -> Advanced -> Authenticate app");
        await output.WriteLineAsync($"Asking again for {Patience.TotalSeconds:0} s ...");
    }

    private async Task PrintAsync(string key)
    {
        await output.WriteLineAsync("Paired. The key is shown this once; put these lines into Gateway:Hubs of appsettings.json:");
        await output.WriteLineAsync();
        await output.WriteLineAsync($$"""  "deconz": { "Kind": "Deconz", "Url": "{{JsonEncodedText.Encode(url.ToString())}}", "Token": "{{JsonEncodedText.Encode(key)}}" }""");
        await output.WriteLineAsync();
        await output.WriteLineAsync("or give the key alone as environment variable Gateway__Hubs__deconz__Token, or as a file of that name in the directory GATEWAY_SECRETS.");
    }

    /// <summary><c>[{"success":{"username":"…"}}]</c>.</summary>
    private static string? KeyOf(ReadOnlySpan<byte> body)
    {
        if (DeconzVerdict.Read(body) is not { Successes: 1, Errors: 0 })
        {
            return null;
        }

        var reader = DeconzJson.Reader(body);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && DeconzJson.NameIs(ref reader, "username"u8))
            {
                return DeconzJson.ReadText(ref reader) is { IsEmpty: false } key ? Encoding.UTF8.GetString(key) : null;
            }
        }

        return null;
    }
}
