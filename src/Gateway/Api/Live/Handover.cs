using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Api.Live;

/// <summary>
/// Lets a connection outlive the HTTP request that upgraded it. As long as an upgraded request runs, the HTTP server keeps its
/// parser, headers, response and what every step of the pipeline holds: more than the rest of a client together. Here the request
/// ends with the upgrade, and the bare connection goes on. With TLS the request stays: the stream ends with it.
/// </summary>
internal sealed class Handover : IDuplexPipe, IConnectionHeartbeatFeature
{
    private readonly Lock _gate = new();
    private readonly KeptReader _input;
    private readonly KeptWriter _output;

    private Handover(ConnectionContext connection)
    {
        _input = new KeptReader(connection.Transport.Input);
        _output = new KeptWriter(connection.Transport.Output);
    }

    public PipeReader Input => _input;

    public PipeWriter Output => _output;

    private Func<LiveLine, Task>? Next { get; set; }

    private List<(Action<object> Action, object State)>? Beats { get; set; } = [];

    /// <summary>Makes every connection of an endpoint one that can be handed over.</summary>
    public static void Use(ListenOptions listen) => listen.Use(static next => async connection =>
    {
        var transport = connection.Transport;
        var handover = new Handover(connection);
        connection.Features.Set(handover);
        connection.Features.Get<IConnectionHeartbeatFeature>()?.OnHeartbeat(static state => ((Handover)state).Beat(), handover);
        connection.Features.Set<IConnectionHeartbeatFeature>(handover);
        connection.Transport = handover;
        await next(connection);
        connection.Transport = transport;
        handover.Forget();
        if (handover.Next is { } serve)
        {
            await using var input = transport.Input.AsStream(leaveOpen: true);
            await using var output = transport.Output.AsStream(leaveOpen: true);
            await serve(new LiveLine(input, output, connection.Features.Get<IConnectionSocketFeature>()?.Socket, connection.Abort));
        }
    });

    /// <summary>The handover of a request's connection; null where the request has to stay.</summary>
    public static Handover? Of(HttpContext context) =>
        context.Features.Get<ITlsHandshakeFeature>() is null ? context.Features.Get<Handover>() : null;

    public void OnHeartbeat(Action<object> action, object state)
    {
        lock (_gate)
        {
            Beats?.Add((action, state));
        }
    }

    /// <summary>What goes on when the request has ended. Call it once, after the upgrade.</summary>
    public void To(Func<LiveLine, Task> next)
    {
        Next = next;
        _input.Keep();
        _output.Keep();
    }

    /// <summary>The HTTP server looks after its time limits, as long as it has to do with the connection.</summary>
    private void Beat()
    {
        lock (_gate)
        {
            foreach (var (action, state) in Beats ?? [])
            {
                action(state);
            }
        }
    }

    private void Forget()
    {
        lock (_gate)
        {
            Beats = null;
        }
    }
}
