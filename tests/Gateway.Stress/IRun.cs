namespace Gateway.Stress;

/// <summary>One of the long runs: it does things to the product and checks what comes of it against an oracle.</summary>
internal interface IRun
{
    /// <summary>What it does, in one line.</summary>
    static abstract string Summary { get; }

    /// <summary>Runs to the end. What it checks goes into the ledger; it throws only where it is itself at fault.</summary>
    static abstract Task RunAsync(RunOptions options, Ledger ledger);
}
