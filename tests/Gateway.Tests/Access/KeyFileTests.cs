using Gateway.Access;
using Gateway.Configuration;

namespace Gateway.Tests.Access;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class KeyFileTests : IDisposable
{
    private readonly KeyFolder _keys = new();

    public void Dispose() => _keys.Dispose();

    [Fact]
    public void Commit_Keys_AreReadBackTheSameAndTheFileIsItsOwnersAlone()
    {
        var expires = new DateTimeOffset(2027, 1, 1, 18, 30, 0, TimeSpan.FromHours(2));
        var secret = _keys.Add("wall \"tablet\" é", expires, "read:home/entities/light.*", "command:homey/PUT /api/*", "admin");

        var key = _keys.Keys.ShouldHaveSingleItem();

        key.Name.ShouldBe("wall \"tablet\" é");
        key.Expires.ShouldBe(expires);
        key.Created.ShouldNotBeNull();
        key.Scopes.Select(static scope => scope.ToString()).ShouldBe(["read:home/entities/light.*", "command:homey/PUT /api/*", "admin"]);
        File.ReadAllText(_keys.Path).ShouldNotContain(secret);
        new KeyFile(_keys.Path).Exposure.ShouldBeNull();
        File.GetUnixFileMode(_keys.Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.GetFiles(_keys.Folder).ShouldBe([_keys.Path]);
    }

    [Fact]
    public void Commit_OverAFileOpenToOthers_ClosesIt()
    {
        _keys.Add("a", "admin");
        File.SetUnixFileMode(_keys.Path, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        new KeyFile(_keys.Path).Exposure!.ShouldContain("chmod 600");

        _keys.Add("b", "admin");

        new KeyFile(_keys.Path).Exposure.ShouldBeNull();
    }

    [Fact]
    public void Commit_ThroughALink_ChangesTheFileItLeadsTo()
    {
        _keys.Add("a", "admin");
        var link = Path.Combine(_keys.Folder, "link.json");
        File.CreateSymbolicLink(link, _keys.Path);

        using (var change = KeyFileChange.Begin(new KeyFile(link)))
        {
            change.Commit([]);
        }

        new FileInfo(link).LinkTarget.ShouldBe(_keys.Path);
        _keys.Keys.ShouldBeEmpty();
    }

    [Fact]
    public void Begin_WhileAnotherChangeIsUnderWay_IsRefusedAndNothingIsLost()
    {
        _keys.Add("a", "admin");
        using (KeyFileChange.Begin(new KeyFile(_keys.Path)))
        {
            Should.Throw<IOException>(() => KeyFileChange.Begin(new KeyFile(_keys.Path)));
        }

        _keys.Keys.Count.ShouldBe(1);
        KeyFileChange.Begin(new KeyFile(_keys.Path)).Dispose();
    }

    [Fact]
    public void HasChanged_OnlyAfterAChange()
    {
        var file = new KeyFile(_keys.Path);
        file.Read(new ConfigurationFaults()).ShouldBeEmpty();
        file.HasChanged.ShouldBeFalse();
        _keys.Add("a", "admin");
        file.HasChanged.ShouldBeTrue();
        file.Read(new ConfigurationFaults()).Count.ShouldBe(1);
        file.HasChanged.ShouldBeFalse();
        File.Delete(_keys.Path);
        file.HasChanged.ShouldBeTrue();
    }

    [Theory]
    [InlineData("", "is no JSON at line 1, byte 1")]
    [InlineData("{ \"Keys\": [ }", "is no JSON at line 1, byte ")]
    [InlineData("[]", "Top-level JSON element must be an object")]
    [InlineData("{ \"Kees\": [] }", "Kees: is not known; allowed here is Keys.")]
    [InlineData("{ \"Keys\": \"x\" }", "Keys: is a text where")]
    [InlineData("{ \"Keys\": [ { \"Name\": \"a\" } ] }", "Keys:0:Hash: is missing")]
    public void Read_Mistake_NamesFileAndFault(string text, string fault)
    {
        File.WriteAllText(_keys.Path, text);
        var faults = new ConfigurationFaults();

        new KeyFile(_keys.Path).Read(faults).ShouldBeEmpty();

        faults.All.ShouldContain(line => line.StartsWith(_keys.Path + ": ") && line.Contains(fault), string.Join('\n', faults.All));
    }

    [Fact]
    public void Read_Directory_IsAMistakeAndNotAnEmptyFile()
    {
        Directory.CreateDirectory(_keys.Path);
        var faults = new ConfigurationFaults();

        new KeyFile(_keys.Path).Read(faults);

        faults.All.ShouldHaveSingleItem().ShouldContain("cannot be read");
    }

    [Fact]
    public void Read_HugeFile_IsRefusedUnread()
    {
        File.WriteAllText(_keys.Path, new string(' ', (1 << 20) + 1));
        var faults = new ConfigurationFaults();

        new KeyFile(_keys.Path).Read(faults);

        faults.All.ShouldHaveSingleItem().ShouldContain("1048576 bytes");
    }
}
