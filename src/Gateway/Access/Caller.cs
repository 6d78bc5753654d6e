using System.Security.Claims;
using Gateway.Configuration;

namespace Gateway.Access;

/// <summary>
/// Who makes a request, and what it may do; what no scope gives is denied. Immutable. It travels as the request's user, so that it
/// also reaches the live connections, whose request has ended.
/// </summary>
internal sealed class Caller
{
    private readonly Scope[] _scopes;
    private readonly Scope[] _reads;
    private readonly Scope[] _commands;
    private readonly Scope[] _paths;
    private readonly Scope[] _raws;

    /// <param name="name">The key's name.</param>
    /// <param name="scopes">What the key may do.</param>
    /// <param name="key">The key; null for those who have none.</param>
    public Caller(string name, IEnumerable<Scope> scopes, AccessKey? key = null)
    {
        Name = name;
        Key = key;
        _scopes = [.. scopes];
        _reads = Of(ScopeKind.Read);
        _commands = Of(ScopeKind.Command);
        _paths = Of(ScopeKind.Http);
        _raws = Of(ScopeKind.Raw);
        IsAdmin = Of(ScopeKind.Admin).Length > 0;
        MayReadMetrics = IsAdmin || Of(ScopeKind.Metrics).Length > 0;
        Principal = new CallerPrincipal(this);
    }

    /// <summary>Where no key is needed, everybody may do everything.</summary>
    public static Caller Everyone { get; } = new("everyone", [Scope.Admin]);

    /// <summary>May do nothing: whoever is served what is open to all, and whoever did not come through the door.</summary>
    public static Caller Nobody { get; } = new("nobody", []);

    /// <summary>The key's name; without a key <c>everyone</c> or <c>nobody</c>, which a key may be called as well: see <see cref="Key"/>.</summary>
    public string Name { get; }

    /// <summary>The key it came with; null: without one.</summary>
    public AccessKey? Key { get; }

    /// <summary>The caller as a request's user.</summary>
    public ClaimsPrincipal Principal { get; }

    public IReadOnlyList<Scope> Scopes => _scopes;

    public bool IsAdmin { get; }

    /// <summary>No question here is ever answered with no, so that whoever filters by them need not.</summary>
    public bool IsUnrestricted => IsAdmin;

    public bool MayReadMetrics { get; }

    /// <summary>Whose request it is; <see cref="Nobody"/> where no door was passed.</summary>
    public static Caller Of(ClaimsPrincipal? user) => (user as CallerPrincipal)?.Caller ?? Nobody;

    /// <summary>Whether it may have the events and last values of a topic.</summary>
    /// <param name="hub">The hub's id.</param>
    /// <param name="concreteTopic">The topic an event names, never a pattern.</param>
    public bool MayRead(string hub, ReadOnlySpan<char> concreteTopic) => IsAdmin || Covered(_reads, hub, concreteTopic);

    /// <summary>Whether every event of the hub may be read, so that nothing of it needs a filter.</summary>
    public bool MayReadAll(string hub) => IsAdmin || Array.Exists(_reads, scope => scope.Pattern.IsEverything && scope.IsAbout(hub));

    /// <summary>
    /// Whether it may subscribe: some topic of what it asks for may be one that it may read. True is no promise of events: each is
    /// to be asked for by <see cref="MayRead"/>.
    /// </summary>
    /// <param name="hub">The hub's id.</param>
    /// <param name="topicOrPattern">A topic, or a pattern with <c>*</c> at its end.</param>
    public bool MayAskFor(string hub, string topicOrPattern)
    {
        var asked = ScopePattern.Of(topicOrPattern);
        return IsAdmin || Array.Exists(_reads, scope => scope.IsAbout(hub) && scope.Pattern.Meets(asked));
    }

    /// <summary>Whether there is anything at the hub that it may read.</summary>
    public bool MayReadAnything(string hub) => IsAdmin || About(_reads, hub);

    /// <summary>Whether it has any right at the hub, so that it may know of it: its status, its place in a list.</summary>
    public bool MaySee(string hub) => IsAdmin || About(_scopes, hub);

    /// <summary>Whether there is any command that it may send to the hub.</summary>
    public bool MayCommandAnything(string hub) => IsAdmin || About(_commands, hub);

    public bool MayCommand(string hub, string name) => IsAdmin || Covered(_commands, hub, name);

    /// <param name="hub">The hub's id.</param>
    /// <param name="path">Normalised and decoded, without the first slash.</param>
    public bool MayHttp(string hub, string path) => IsAdmin || Covered(_paths, hub, path);

    /// <summary>Whether it may write packets of the hub's own protocol.</summary>
    public bool MayRaw(string hub) => IsAdmin || About(_raws, hub);

    /// <summary>Why it may not, and the cure, for people.</summary>
    /// <param name="scope">The scope that would let it; cut where it is long, since it may hold what the caller wrote.</param>
    public string Lacks(string scope) => Key is null
        ? $"This needs an access key with the scope '{ShownText.Cut(scope)}'."
        : $"The key '{Name}' lacks the scope '{ShownText.Cut(scope)}'; whoever runs the gateway can add a key that has it.";

    public override string ToString() => Name;

    private static bool Covered(Scope[] scopes, string hub, ReadOnlySpan<char> text)
    {
        foreach (var scope in scopes)
        {
            if (scope.Covers(hub, text))
            {
                return true;
            }
        }

        return false;
    }

    private static bool About(Scope[] scopes, string hub) => Array.Exists(scopes, scope => scope.IsAbout(hub));

    private Scope[] Of(ScopeKind kind) => Array.FindAll(_scopes, scope => scope.Kind == kind);

    private sealed class CallerPrincipal(Caller caller) : ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, caller.Name)], caller.Key is null ? null : "Key"))
    {
        public Caller Caller => caller;
    }
}
