using System.IO.Pipelines;
using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Api.Live;

/// <summary>One client's connection as SignalR sees it, with the features that SignalR asks of a transport. No HTTP request: it has ended.</summary>
internal sealed class LiveConnection : ConnectionContext,
    IConnectionUserFeature, IConnectionEndPointFeature, IConnectionLifetimeFeature, IConnectionLifetimeNotificationFeature, IConnectionHeartbeatFeature, IHttpTransportFeature, ITransferFormatFeature, IDuplexPipe
{
    private readonly ConnectionEnd _end;
    private readonly Lock _gate = new();
    private readonly List<(Action<object> Action, object State)> _beats = [];

    public LiveConnection(LiveClient client, PipeReader input, PipeWriter output, ConnectionEnd end)
    {
        _end = end;
        ConnectionId = client.Id;
        ConnectionClosed = end.Aborted;
        User = client.User;
        RemoteEndPoint = client.Address is { } address ? new IPEndPoint(address, 0) : null;
        Input = input;
        Output = output;
        Transport = this;
        Features.Set<IConnectionUserFeature>(this);
        Features.Set<IConnectionEndPointFeature>(this);
        Features.Set<IConnectionLifetimeFeature>(this);
        Features.Set<IConnectionHeartbeatFeature>(this);
        Features.Set<IHttpTransportFeature>(this);
        Features.Set<ITransferFormatFeature>(this);
    }

    public override string ConnectionId { get; set; }

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new ConnectionItems();

    public override IDuplexPipe Transport { get; set; }

    public override CancellationToken ConnectionClosed { get; set; }

    /// <summary>Nobody listens: it is ended by what SignalR reads.</summary>
    public CancellationToken ConnectionClosedRequested { get; set; }

    public ClaimsPrincipal? User { get; set; }

    public HttpTransportType TransportType => HttpTransportType.WebSockets;

    public TransferFormat SupportedFormats => TransferFormat.Text;

    public TransferFormat ActiveFormat { get; set; } = TransferFormat.Text;

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public void OnHeartbeat(Action<object> action, object state)
    {
        lock (_gate)
        {
            _beats.Add((action, state));
        }
    }

    /// <summary>Lets SignalR send its pings and look for a silent client. Once a second.</summary>
    public void Beat()
    {
        lock (_gate)
        {
            foreach (var (action, state) in _beats)
            {
                action(state);
            }
        }
    }

    /// <summary>Lets SignalR end it in good order; its client may come back. The same object as <see cref="IConnectionLifetimeFeature"/>, and no feature of its own, which would cost each client memory.</summary>
    public void RequestClose() => Input.CancelPendingRead();

    public override void Abort() => _end.Abort();

    public override void Abort(ConnectionAbortedException abortReason) => _end.Abort();
}
