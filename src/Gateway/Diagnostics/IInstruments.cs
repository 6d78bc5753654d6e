namespace Gateway.Diagnostics;

/// <summary>A folder's instruments that observe; made when the gateway starts, not when somebody first needs them.</summary>
internal interface IInstruments;
