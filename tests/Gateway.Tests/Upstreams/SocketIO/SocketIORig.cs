using System.Text;
using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Gateway.Upstreams.SocketIO;
using Gateway.Upstreams.SocketIO.Transports;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Upstreams.SocketIO;

/// <summary>The product's connection over a scripted transport, on a clock that stands.</summary>
internal sealed class SocketIORig : IAsyncDisposable
{
    public SocketIORig(int revision, int? maxPayload = null, int maxPacketBytes = 16 << 20, SocketIOTiming? timing = null)
    {
        Transport = new ScriptedTransport(Time);
        timing ??= new SocketIOTiming(TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(45));
        var options = new SocketIOOptions(new Uri("http://127.0.0.1"), new TlsOptions(null, null)) { MaxPacketBytes = maxPacketBytes };
        var link = new SocketIOLink(Transport, new EngineRevision(revision), timing) { MaxPayload = maxPayload };
        Connection = new SocketIOConnection(link, options, Receiver, Time, new SocketIOLog(NullLogger.Instance, "test"));
    }

    public FakeTime Time { get; } = new();

    public ScriptedTransport Transport { get; }

    public RecordingReceiver Receiver { get; } = new();

    public SocketIOConnection Connection { get; }

    /// <summary>A connection whose root is joined.</summary>
    public static async Task<SocketIORig> JoinedAsync(int revision = 4, int? maxPayload = null, int maxPacketBytes = 16 << 20, SocketIOTiming? timing = null)
    {
        var rig = new SocketIORig(revision, maxPayload, maxPacketBytes, timing);
        if (revision == 4)
        {
            await rig.JoinAsync("/", "40", "40{\"sid\":\"r\"}");
        }
        else
        {
            rig.Transport.Say(revision == 0 ? "1::" : "40");
            (await rig.Connection.Root.Reply.Soon()).Kind.ShouldBe(UpstreamReplyKind.Yes);
        }

        return rig;
    }

    public async Task JoinAsync(string name, string asks, string answer)
    {
        var joining = Connection.JoinAsync(name, default, CancellationToken.None);
        await Transport.WrittenAsync(asks);
        Transport.Say(answer);
        (await joining.Soon()).Kind.ShouldBe(UpstreamReplyKind.Yes);
    }

    public Task<UpstreamReply> AskAsync(string name, string args = "[]", string space = "/", CancellationToken cancellationToken = default) =>
        Connection.SendAsync(SocketIORequest.Event(space, name, Encoding.UTF8.GetBytes(args)), cancellationToken);

    public Task<UpstreamReply> EmitAsync(string name, string args = "[]", string space = "/", CancellationToken cancellationToken = default) =>
        Connection.SendAsync(SocketIORequest.Event(space, name, Encoding.UTF8.GetBytes(args), wantsAck: false), cancellationToken);

    /// <summary>Null when the packet was written; else why not.</summary>
    public async Task<string?> RawAsync(string packet) => (await Connection.WriteRawAsync(Encoding.UTF8.GetBytes(packet), CancellationToken.None).Soon()).Detail;

    /// <summary>Everything said so far has been read.</summary>
    public async Task SettledAsync()
    {
        var name = $"settled {Receiver.Events.Count}";
        Transport.Say(Connection.Revision.Number == 0 ? $$"""5:::{"name":"{{name}}"}""" : $"42[\"{name}\"]");
        await Receiver.FirstAsync(name);
    }

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
