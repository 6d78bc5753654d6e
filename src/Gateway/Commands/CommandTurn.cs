namespace Gateway.Commands;

/// <summary>A command's place among those that wait to be sent.</summary>
internal sealed class CommandTurn(string client)
{
    /// <summary>Who sends it.</summary>
    public string Client => client;
}
