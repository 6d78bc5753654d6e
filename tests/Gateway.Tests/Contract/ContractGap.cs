namespace Gateway.Tests.Contract;

/// <summary>What clients get of that which happened while the hub was away.</summary>
internal enum ContractGap
{
    /// <summary>Nothing; a new epoch says so.</summary>
    Lost,

    /// <summary>The newest value where it differs.</summary>
    Difference,

    /// <summary>Everything, fetched afterwards.</summary>
    MadeGood,
}
