using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using Gateway.Configuration;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>What the opening of a session found out; either a reason why it failed, or the rest.</summary>
/// <param name="Version">The version the hub told with <c>auth_ok</c>.</param>
/// <param name="RunState">The hub's own state, <c>RUNNING</c> when all is well.</param>
/// <param name="LastId">The last id used.</param>
/// <param name="RoundTrip">How long the hub took to answer.</param>
internal sealed record HomeAssistantHandshake(string? Version, string RunState, long LastId, TimeSpan RoundTrip, DisconnectReason? Reason = null)
{
    private const long FeaturesId = 1;
    private const long ConfigId = 2;
    private static readonly TimeSpan LoginLimit = TimeSpan.FromSeconds(10);

    /// <summary>A hub that is starting accepts the token at once and answers its first command late.</summary>
    private static readonly TimeSpan StateLimit = TimeSpan.FromSeconds(30);

    /// <summary>Authenticates, asks for coalesced messages and for the hub's state. Throws only for <paramref name="cancellationToken"/>.</summary>
    public static async Task<HomeAssistantHandshake> RunAsync(UpstreamSocket socket, Secret token, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(LoginLimit, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var steps = new Steps(socket, token, time, limit);
        try
        {
            return await steps.RunAsync(deadline.Token);
        }
        catch (Exception exception) when (exception is WebSocketException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // A read that is cancelled ends in one exception or the other, as it happens.
            return Failed(limit.IsCancellationRequested
                ? DisconnectReason.Unreachable(steps.IsLoggedIn
                    ? $"Home Assistant accepted the token but did not answer get_config within {StateLimit.TotalSeconds:0} s. It may still be starting."
                    : $"Home Assistant opened the connection but did not finish the login within {LoginLimit.TotalSeconds:0} s. It may still be starting.")
                : DisconnectReason.HubClosed($"The connection to Home Assistant broke {steps.When}."));
        }
        catch (Exception exception) when (exception is HomeAssistantFormatException or InvalidDataException)
        {
            return Failed(DisconnectReason.NotTheHub(
                $"What answered during the login does not speak Home Assistant's protocol ({exception.Message}). Is 'Url' Home Assistant's own address?"));
        }
    }

    private static HomeAssistantHandshake Failed(DisconnectReason reason) => new(null, "", 0, TimeSpan.Zero, reason);

    private sealed class Steps(UpstreamSocket socket, Secret token, TimeProvider time, CancellationTokenSource limit)
    {
        private readonly ArrayBufferWriter<byte> _output = new();
        private string? _version;
        private string? _runState;
        private DisconnectReason? _reason;
        private long _configAsked;

        public bool IsLoggedIn => _version is not null;

        public string When => IsLoggedIn ? "after it had accepted the token, before it told its state" : "during the login";

        public async Task<HomeAssistantHandshake> RunAsync(CancellationToken cancellationToken)
        {
            while (_runState is null && _reason is null)
            {
                var frame = await socket.ReadAsync(cancellationToken);
                if (frame.Type == WebSocketMessageType.Close)
                {
                    return Failed(DisconnectReason.HubClosed(
                        $"Home Assistant closed the connection {When}, without giving a reason. It may be starting or stopping."));
                }

                if (frame.Type == WebSocketMessageType.Text && Read(frame.Bytes.Span))
                {
                    await socket.SendTextAsync(_output.WrittenMemory, cancellationToken);
                    _output.ResetWrittenCount();
                    if (IsLoggedIn)
                    {
                        HomeAssistantCommandWriter.WriteGetConfig(_output, ConfigId);
                        await socket.SendTextAsync(_output.WrittenMemory, cancellationToken);
                        _output.ResetWrittenCount();
                    }
                }
            }

            return _reason is null
                ? new HomeAssistantHandshake(_version, _runState!, ConfigId, time.GetElapsedTime(_configAsked))
                : Failed(_reason);
        }

        /// <summary>Takes one frame in; true when the answer to it stands in the output.</summary>
        private bool Read(ReadOnlySpan<byte> frame)
        {
            var reader = new HomeAssistantFrameReader(frame);
            var hasAnswer = false;
            while (reader.TryRead(out var message))
            {
                switch (message.Type)
                {
                    case HomeAssistantMessageType.AuthRequired when _version is null && !hasAnswer:
                        HomeAssistantCommandWriter.WriteAuth(_output, token.Reveal());
                        hasAnswer = true;
                        break;
                    case HomeAssistantMessageType.AuthOk when _version is null:
                        _version = message.HaVersion.IsEmpty ? "unknown" : Encoding.UTF8.GetString(message.HaVersion);
                        _configAsked = time.GetTimestamp();
                        limit.CancelAfter(StateLimit);
                        HomeAssistantCommandWriter.WriteSupportedFeatures(_output, FeaturesId);
                        hasAnswer = true;
                        break;
                    case HomeAssistantMessageType.AuthInvalid:
                        _reason = DisconnectReason.CredentialsRefused(Refusal(Encoding.UTF8.GetString(message.Message)));
                        return false;
                    case HomeAssistantMessageType.Result when message.Id == ConfigId:
                        _runState = message.Success ? HomeAssistantPayload.ReadConfig(message.Result).State : "RUNNING";
                        break;
                    default:
                        break;
                }
            }

            return hasAnswer;
        }

        /// <summary>The hub's words, which may quote what we sent.</summary>
        private string Refusal(string words) =>
            $"Home Assistant refused the token: \"{HomeAssistantWords.Shorten(words.Replace(token.Reveal(), "***", StringComparison.Ordinal))}\". Create a new long-lived access token under your profile, Security, and put it into 'Token'.";
    }
}
