using Gateway.Access;
using Gateway.Configuration;
using Microsoft.Extensions.Configuration;

namespace Gateway.Tests.Access;

public sealed class KeyReaderTests
{
    private const string Hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    [Fact]
    public void Read_WholeEntry_HasEverything()
    {
        var (keys, faults) = Read(
            ("Keys:0:Name", "wall tablet"), ("Keys:0:Hash", "sha256:" + Hash.ToUpperInvariant()), ("Keys:0:Scopes:0", "read:home/entities/light.*"),
            ("Keys:0:Scopes:1", "command:home"), ("Keys:0:Expires", "2027-01-01"), ("Keys:0:Created", "2026-11-21T12:00:00Z"));

        faults.ShouldBeEmpty();
        var key = keys.ShouldHaveSingleItem();
        key.Name.ShouldBe("wall tablet");
        Convert.ToHexStringLower(key.Hash).ShouldBe(Hash);
        key.Scopes.Select(static scope => scope.ToString()).ShouldBe(["read:home/entities/light.*", "command:home"]);
        key.Expires.ShouldBe(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));
        key.IsExpired(key.Expires!.Value - TimeSpan.FromTicks(1)).ShouldBeFalse();
        key.IsExpired(key.Expires.Value).ShouldBeTrue();
        key.Caller.Key.ShouldBeSameAs(key);
    }

    [Theory]
    [InlineData("Name", "", "Keys:0:Name: is missing")]
    [InlineData("Name", " spaced", "Keys:0:Name: must be 1 to 64 characters that can be seen")]
    [InlineData("Name", "a\u202eb", "Keys:0:Name: must be 1 to 64 characters that can be seen")]
    [InlineData("Name", "a\nb", "Keys:0:Name: must be 1 to 64 characters that can be seen")]
    [InlineData("Hash", "", "Keys:0:Hash: is missing")]
    [InlineData("Hash", "deadbeef", "Keys:0:Hash: is not a SHA-256")]
    [InlineData("Hash", "gw_0123456789012345678901234567890123456789012", "Keys:0:Hash: is the key itself")]
    [InlineData("Scopes:0", "reed:home/x", "Keys:0:Scopes:0: 'reed:home/x' is no scope")]
    [InlineData("Expires", "tomorrow", "Keys:0:Expires: 'tomorrow' is neither a day")]
    [InlineData("Expires", "01/02/2027", "Keys:0:Expires: '01/02/2027' is neither a day")]
    [InlineData("Colour", "red", "Keys:0:Colour: is not known; allowed here are Created, Expires, Hash, Name, Scopes.")]
    public void Read_Mistake_IsNamedAndTheHashIsNot(string member, string value, string fault)
    {
        var rows = new Dictionary<string, string>(StringComparer.Ordinal) { ["Keys:0:Name"] = "a", ["Keys:0:Hash"] = Hash, ["Keys:0:Scopes:0"] = "admin", ["Keys:0:" + member] = value };

        var (_, faults) = Read([.. rows.Select(static row => (row.Key, row.Value))]);

        faults.ShouldHaveSingleItem().ShouldStartWith(fault);
        faults.ShouldAllBe(static line => !line.Contains("deadbeef") && !line.Contains("gw_0123"));
    }

    [Fact]
    public void Read_NoScopes_IsAMistake() =>
        Read(("Keys:0:Name", "a"), ("Keys:0:Hash", Hash)).Faults.ShouldHaveSingleItem().ShouldStartWith("Keys:0:Scopes: is empty");

    [Theory]
    [InlineData("Tablet", "tablet", "1", "2", "several keys called")]
    [InlineData("a", "b", "1", "1", "'a' and 'b' have the same hash")]
    [InlineData("a", "b", "1", "2", null)]
    public void RefuseDoubles_SameNameOrHash_IsTold(string one, string other, string hashOfOne, string hashOfOther, string? fault)
    {
        var told = new List<string>();

        KeyReader.RefuseDoubles([Key(one, hashOfOne), Key(other, hashOfOther)], told.Add);

        if (fault is null)
        {
            told.ShouldBeEmpty();
        }
        else
        {
            told.ShouldHaveSingleItem().ShouldContain(fault);
        }
    }

    [Fact]
    public void Secret_Created_IsAsLongAsTwoHundredFiftySixBitsAndNeverTwice()
    {
        var secrets = Enumerable.Range(0, 1000).Select(static _ => KeySecret.Create()).ToArray();

        secrets.Distinct(StringComparer.Ordinal).Count().ShouldBe(1000);
        secrets.ShouldAllBe(static secret => secret.Length == 46 && secret.StartsWith("gw_") && KeySecret.IsWellFormed(secret));
        Convert.ToHexStringLower(KeySecret.Hash("test")).ShouldBe(Hash);
    }

    [Theory]
    [InlineData("")]
    [InlineData("gw_")]
    [InlineData("gw_0123456789012345678901234567890123456789012 ")]
    [InlineData("gx_0123456789012345678901234567890123456789012")]
    [InlineData("gw_0123456789012345678901234567890123456789/12")]
    public void Secret_OtherText_IsNotWellFormed(string text) => KeySecret.IsWellFormed(text).ShouldBeFalse();

    private static AccessKey Key(string name, string secret) => new(name, KeySecret.Hash(secret), [Scope.Admin]);

    private static (IReadOnlyList<AccessKey> Keys, IReadOnlyList<string> Faults) Read(params (string Key, string Value)[] rows)
    {
        var faults = new ConfigurationFaults();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(rows.Select(static row => KeyValuePair.Create(row.Key, (string?)row.Value))).Build();
        return (KeyReader.Read(new SectionReader(configuration.GetSection("Keys"), faults)), faults.All);
    }
}
