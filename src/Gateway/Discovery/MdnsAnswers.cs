using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Gateway.Discovery;

/// <summary>
/// What multicast DNS told in one search, what to ask next, and which hubs it means. A Home Assistant announces a service of its own
/// name. Of a Homey only its host name is established, <c>homey-&lt;id&gt;.local</c>: so all services are asked for, and
/// whichever stands on such a host gives it away. Not thread-safe.
/// </summary>
internal sealed partial class MdnsAnswers
{
    public const string HomeAssistantService = "_home-assistant._tcp.local";

    /// <summary>Who asks for it is told all sorts of services that there are (RFC 6763, section 9).</summary>
    public const string AllServices = "_services._dns-sd._udp.local";

    /// <summary>Further records are let go.</summary>
    public const int MaxRecords = 1_000;

    /// <summary>Sorts of services that are asked for, and questions in one message.</summary>
    private const int MaxServices = 48;
    private const int MaxQuestions = 24;

    private readonly HashSet<DnsQuestion> _asked = [];
    private readonly Dictionary<string, HashSet<string>> _pointers = new(DnsNames.Comparer);
    private readonly Dictionary<string, (string Host, ushort Port)> _services = new(DnsNames.Comparer);
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _texts = new(DnsNames.Comparer);
    private readonly Dictionary<string, HashSet<IPAddress>> _addresses = new(DnsNames.Comparer);
    private int _records;

    public void Take(DnsMessage message)
    {
        foreach (var record in message.Records)
        {
            if (_records >= MaxRecords)
            {
                return;
            }

            _records += Take(record) ? 1 : 0;
        }
    }

    /// <summary>What to ask now that was not asked before; each question comes once.</summary>
    public IReadOnlyList<DnsQuestion> Next()
    {
        var questions = Wanted().Where(question => !_asked.Contains(question)).Distinct().Take(MaxQuestions).ToArray();
        _asked.UnionWith(questions);
        return questions;
    }

    /// <summary>At most <see cref="DiscoverySearch.MaxOfKind"/> of each kind: each has every address of its host, which may be as many as there are records.</summary>
    public IEnumerable<DiscoveryFinding> Findings() =>
        Of(_pointers, HomeAssistantService).Select(HomeAssistant).OfType<DiscoveryFinding>().Take(DiscoverySearch.MaxOfKind).Concat(HomeyHosts().Select(Homey).Take(DiscoverySearch.MaxOfKind));

    /// <summary>In the order of their worth: an answer may be the last that comes.</summary>
    private IEnumerable<DnsQuestion> Wanted()
    {
        yield return new DnsQuestion(HomeAssistantService, DnsType.Ptr);
        yield return new DnsQuestion(AllServices, DnsType.Ptr);
        foreach (var instance in Of(_pointers, HomeAssistantService))
        {
            if (!_texts.ContainsKey(instance))
            {
                yield return new DnsQuestion(instance, DnsType.Txt);
            }

            if (!_services.TryGetValue(instance, out var service))
            {
                yield return new DnsQuestion(instance, DnsType.Srv);
            }
            else if (!_addresses.ContainsKey(service.Host))
            {
                yield return new DnsQuestion(service.Host, DnsType.A);
            }
        }

        foreach (var service in Of(_pointers, AllServices).Take(MaxServices))
        {
            yield return new DnsQuestion(service, DnsType.Ptr);
        }

        foreach (var host in HomeyHosts().Where(host => !_addresses.ContainsKey(host)))
        {
            yield return new DnsQuestion(host, DnsType.A);
        }
    }

    private bool Take(DnsRecord record) => record switch
    {
        { Type: DnsType.Ptr, Target: { Length: > 0 } target } => Set(_pointers, record.Name).Add(target),
        { Type: DnsType.Srv, Target: { Length: > 0 } host } => _services.TryAdd(record.Name, (host, record.Port)),
        { Type: DnsType.Txt, Texts: { } texts } => _texts.TryAdd(record.Name, texts),
        { Address: { } address } when IsUsable(address) => Set(_addresses, record.Name).Add(address),
        _ => false,
    };

    private DiscoveryFinding? HomeAssistant(string instance)
    {
        var texts = _texts.GetValueOrDefault(instance);
        var places = new List<string>();
        Uri? announced = null;
        if (_services.TryGetValue(instance, out var service) && service.Port > 0)
        {
            places.Add(DiscoveryFinding.PlaceOf(service.Host, service.Port));
            places.AddRange(AddressesOf(service.Host).Select(address => DiscoveryFinding.PlaceOf(address.ToString(), service.Port)));
            announced = AddressesOf(service.Host).Select(address => DiscoveryText.Url(address, service.Port)).FirstOrDefault();
        }

        // Its own word counts more: the announced port says nothing of TLS.
        Uri?[] told = [DiscoveryText.Url(texts?.GetValueOrDefault("internal_url")), DiscoveryText.Url(texts?.GetValueOrDefault("base_url"))];
        places.AddRange(told.OfType<Uri>().Select(DiscoveryFinding.PlaceOf).OfType<string>());
        return told.Append(announced).OfType<Uri>().FirstOrDefault() is { } url
            ? new DiscoveryFinding("HomeAssistant", DiscoveryText.Name(texts?.GetValueOrDefault("location_name"), DnsNames.First(instance)), url, "mdns", DiscoveryText.Version(texts?.GetValueOrDefault("version"))) { Places = places }
            : null;
    }

    private DiscoveryFinding Homey(string host)
    {
        IPAddress[] addresses = [.. AddressesOf(host)];

        // Not every system knows names of this sort.
        var url = addresses.Length > 0 ? DiscoveryText.Url(addresses[0], 80) : new Uri($"http://{host}");
        return new DiscoveryFinding("Homey", DiscoveryText.Name(null, DnsNames.First(host)), url, "mdns")
        {
            Places = [DiscoveryFinding.PlaceOf(host, 80), .. addresses.Select(static address => DiscoveryFinding.PlaceOf(address.ToString(), 80))],
        };
    }

    private IEnumerable<string> HomeyHosts() =>
        _services.Values.Select(static service => service.Host).Concat(_addresses.Keys).Where(static host => Ascii.IsValid(host) && HomeyHost().IsMatch(host)).Distinct(DnsNames.Comparer);

    /// <summary>IPv4 first.</summary>
    private IEnumerable<IPAddress> AddressesOf(string host) => Of(_addresses, host).OrderBy(static address => address.AddressFamily == AddressFamily.InterNetwork ? 0 : 1);

    private static IEnumerable<T> Of<T>(Dictionary<string, HashSet<T>> sets, string name) => sets.TryGetValue(name, out var set) ? set : [];

    private static HashSet<T> Set<T>(Dictionary<string, HashSet<T>> sets, string name)
    {
        if (!sets.TryGetValue(name, out var set))
        {
            sets.Add(name, set = typeof(T) == typeof(string) ? new HashSet<T>((IEqualityComparer<T>)(object)DnsNames.Comparer) : []);
        }

        return set;
    }

    /// <summary>One that can be dialled as it is: a link-local one of IPv6 needs the name of an interface besides.</summary>
    private static bool IsUsable(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        ? address.GetAddressBytes()[0] is not 0 and < 224
        : address is { IsIPv6LinkLocal: false, IsIPv6Multicast: false } && !IPAddress.IPv6Any.Equals(address);

    [GeneratedRegex(@"^homey-[0-9a-z]{1,57}\.local\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex HomeyHost();
}
