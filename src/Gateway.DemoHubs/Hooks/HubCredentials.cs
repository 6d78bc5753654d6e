using System.Text.RegularExpressions;

namespace Gateway.DemoHubs.Hooks;

/// <summary>The token a hub takes, and how it is kept out of everything that is shown.</summary>
internal sealed partial class HubCredentials
{
    private const string Masked = "<TOKEN>";

    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);
    private volatile string _token;
    private volatile bool _refused;

    public HubCredentials(string token)
    {
        _token = token;
        _secrets.Add(token);
    }

    public string Token => _token;

    /// <summary>The former one is refused from now on, and masked as before.</summary>
    public void Change(string token)
    {
        ArgumentException.ThrowIfNullOrEmpty(token);
        lock (_secrets)
            _secrets.Add(token);
        _token = token;
    }

    public void Refuse(bool refuse) => _refused = refuse;

    public bool Accepts(string? token) => !_refused && string.Equals(token, _token, StringComparison.Ordinal);

    /// <summary>Every token the hub has known, and whatever stands where a token belongs.</summary>
    public string Mask(string text)
    {
        string[] secrets;
        lock (_secrets)
            secrets = [.. _secrets];
        foreach (var secret in secrets)
            text = text.Replace(secret, Masked, StringComparison.Ordinal);
        return TokenMember().Replace(TokenParameter().Replace(text, "${name}=" + Masked), "${name}" + $"\"{Masked}\"");
    }

    [GeneratedRegex(@"(?<name>""token""\s*:\s*)""([^""\\]|\\.)*""", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex TokenMember();

    [GeneratedRegex(@"\b(?<name>token|auth)=[^&\s,""]*", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex TokenParameter();
}
