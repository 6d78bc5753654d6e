using Microsoft.AspNetCore.Http;

namespace Gateway.DemoHubs.SocketIO;

/// <summary>The application behind a Socket.IO server. All but <see cref="HttpAsync"/> is called with the server's gate held: it may enqueue, never wait.</summary>
internal interface ISocketIOHub
{
    /// <summary>Also for the root namespace, which an EIO3 client enters unasked.</summary>
    JoinAnswer Join(SocketIOJoin join);

    /// <summary>After the client was told that it is in.</summary>
    void Joined(SocketIOSocket socket);

    /// <summary>An event nobody answers stays unanswered.</summary>
    void Handle(SocketIOEvent @event);

    /// <summary>Once for each socket which has joined, whoever ended it.</summary>
    void Left(SocketIOSocket socket);

    /// <summary>What the hooks call this event: the name under which answers are held and commands counted.</summary>
    string CommandOf(SocketIOEvent @event);

    /// <summary>Lets the hub live a little.</summary>
    void Step();

    /// <summary>Requests outside the Socket.IO path.</summary>
    Task HttpAsync(HttpContext context);
}
