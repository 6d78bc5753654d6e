namespace Gateway.DemoHubs.SocketIO.Engine;

/// <summary>What carries a session's packets. All members are called under the server's gate.</summary>
internal interface IEngineTransport
{
    string Name { get; }

    /// <summary>How many packets it has taken and not yet written.</summary>
    int Pending { get; }

    long PendingBytes { get; }

    /// <summary>Takes from the buffer what can leave now.</summary>
    void Flush(Queue<EnginePacket> buffer);

    /// <summary>
    /// Says goodbye after what was sent. True when it is gone for good; false when the client has yet to fetch the goodbye, and the session must be kept for that.
    /// </summary>
    bool Close();

    void Abort();
}
