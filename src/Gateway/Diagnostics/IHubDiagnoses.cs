namespace Gateway.Diagnostics;

/// <summary>Diagnoses of hubs. One at a time for each hub: who asks meanwhile gets the same. Thread-safe.</summary>
internal interface IHubDiagnoses
{
    /// <summary>Tries the way to a hub, 20 s at most. Throws only for <paramref name="cancellationToken"/>; the diagnosis then goes on for others. The gateway's stop ends it.</summary>
    /// <param name="hub">The hub's id.</param>
    /// <param name="useCredentials">Log in even where the hub has refused the credentials, which it may count against us.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    Task<HubDiagnosisAnswer> DiagnoseAsync(string hub, bool useCredentials, CancellationToken cancellationToken);

    /// <summary>The newest one of a hub; null: there was none since the start.</summary>
    HubDiagnosis? LastOf(string hub);
}
