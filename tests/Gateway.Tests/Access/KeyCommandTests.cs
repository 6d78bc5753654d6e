using Gateway.Access;
using Gateway.Tests.Clients;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Access;

public sealed class KeyCommandTests : IDisposable
{
    private readonly KeyFolder _keys = new();
    private readonly FakeTime _time = new();

    public void Dispose() => _keys.Dispose();

    [Fact]
    public async Task Add_Key_ShowsItOnceAndStoresItsHash()
    {
        var (code, output, error) = await RunAsync("add", "wall tablet", "--scope", "read:home/entities/light.*", "--scope=command:home", "--expires", "30d");

        code.ShouldBe(0, error);
        var secret = Secret(output);
        output.Split(secret).Length.ShouldBe(2);
        output.ShouldContain("It is the first key: from now on nobody comes in without one");
        var key = _keys.Keys.ShouldHaveSingleItem();
        key.Name.ShouldBe("wall tablet");
        key.Hash.SequenceEqual(KeySecret.Hash(secret)).ShouldBeTrue();
        key.Scopes.Select(static scope => scope.ToString()).ShouldBe(["read:home/entities/light.*", "command:home"]);
        key.Created.ShouldBe(_time.GetUtcNow());
        key.Expires.ShouldBe(_time.GetUtcNow() + TimeSpan.FromDays(30));
    }

    [Theory]
    [InlineData("90m", 90.0)]
    [InlineData("12h", 12 * 60.0)]
    [InlineData("2026-11-22", 12 * 60.0)]
    [InlineData("2026-11-21T13:00:00Z", 60.0)]
    [InlineData("2026-11-21T15:00+02:00", 60.0)]
    public async Task Add_Expiry_AsDayMomentOrTimeFromNow(string expires, double minutes)
    {
        (await RunAsync("add", "a", "--scope", "admin", "--expires", expires)).Code.ShouldBe(0);

        _keys.Keys[0].Expires.ShouldBe(_time.GetUtcNow() + TimeSpan.FromMinutes(minutes));
    }

    [Fact]
    public async Task List_Keys_ShowsEverythingButHashes()
    {
        await RunAsync("add", "wall tablet", "--scope", "read:home/*", "--expires", "1h");
        await RunAsync("add", "script", "--scope", "admin");
        _time.Advance(TimeSpan.FromHours(2));

        var (code, output, _) = await RunAsync("list");

        code.ShouldBe(0);
        output.ReplaceLineEndings("\n").ShouldBe("""
            wall tablet: read:home/*
                created 2026-11-21 12:00 UTC, EXPIRED 2026-11-21 13:00 UTC
            script: admin
                created 2026-11-21 12:00 UTC, never expires

            """.ReplaceLineEndings("\n"));
        string[] hashes = [.. _keys.Keys.Select(static key => Convert.ToHexStringLower(key.Hash))];
        hashes.ShouldAllBe(hash => !output.Contains(hash));
    }

    [Fact]
    public async Task List_ConfiguredKey_SaysWhereItStands()
    {
        string[] configured =
        [
            "--Gateway:Access:Keys:0:Name=from the configuration", $"--Gateway:Access:Keys:0:Hash={Convert.ToHexString(KeySecret.Hash("x"))}", "--Gateway:Access:Keys:0:Scopes:0=admin",
        ];

        (await RunAsync(["list", .. configured])).Output.ShouldContain("created at an unknown time, never expires, in the configuration");
        var (code, _, error) = await RunAsync(["remove", "from the configuration", .. configured]);
        code.ShouldBe(1);
        error.ShouldContain("take it out of Gateway:Access:Keys");
        (await RunAsync(["add", "From the configuration", "--scope", "admin", .. configured])).Code.ShouldBe(1);
    }

    [Fact]
    public async Task Remove_Key_IsGone()
    {
        await RunAsync("add", "one", "--scope", "admin");
        await RunAsync("add", "two", "--scope", "admin");

        (await RunAsync("remove", "ONE")).Code.ShouldBe(0);

        _keys.Keys.Select(static key => key.Name).ShouldBe(["two"]);
        var (code, _, error) = await RunAsync("remove", "one");
        code.ShouldBe(1);
        error.ShouldContain("There is no key called 'one'; there are 'two'.");
    }

    [Fact]
    public async Task Add_NameThatIsTaken_IsRefusedWithTheCure()
    {
        await RunAsync("add", "one", "--scope", "admin");
        var before = await File.ReadAllTextAsync(_keys.Path);

        var (code, output, error) = await RunAsync("add", "One", "--scope", "admin");

        code.ShouldBe(1);
        output.ShouldBeEmpty();
        error.ShouldContain("There is a key called 'one' already. Remove it first");
        (await File.ReadAllTextAsync(_keys.Path)).ShouldBe(before);
    }

    [Theory]
    [InlineData("what to do is missing", "")]
    [InlineData("'make' is none of add, list, remove.", "make")]
    [InlineData("takes one name; put it in quotes", "add|--scope|admin")]
    [InlineData("takes one name; put it in quotes", "add|wall|tablet|--scope|admin")]
    [InlineData("give 1 to 256 of them", "add|a")]
    [InlineData("'reed:home/x' is no scope", "add|a|--scope|reed:home/x")]
    [InlineData("'' is no scope", "add|a|--scope=")]
    [InlineData("'soon' is neither a time from now", "add|a|--scope|admin|--expires|soon")]
    [InlineData("'0d' is neither a time from now", "add|a|--scope|admin|--expires|0d")]
    [InlineData("'9999999d' is neither a time from now", "add|a|--scope|admin|--expires|9999999d")]
    [InlineData("'2020-01-01' is neither a time from now", "add|a|--scope|admin|--expires|2020-01-01")]
    [InlineData("takes no name", "list|a")]
    [InlineData("takes neither --scope nor --expires", "remove|a|--scope|admin")]
    [InlineData("a demo keeps no keys", "list|--demo")]
    [InlineData("must be 1 to 64 characters", "add| a|--scope|admin")]
    public async Task WrongArguments_AreExplainedAndCodeIsTwo(string fault, string arguments)
    {
        var (code, output, error) = await RunAsync(arguments.Split('|', StringSplitOptions.RemoveEmptyEntries));

        code.ShouldBe(2);
        output.ShouldBeEmpty();
        error.ShouldContain(fault);
        error.ShouldContain("Usage: key add <name>");
        File.Exists(_keys.Path).ShouldBeFalse();
    }

    [Fact]
    public async Task BrokenKeyFile_IsNamedAndCodeIsTwo()
    {
        await File.WriteAllTextAsync(_keys.Path, "{");

        var (code, _, error) = await RunAsync("add", "a", "--scope", "admin");

        code.ShouldBe(2);
        error.ShouldContain(_keys.Path);
        (await File.ReadAllTextAsync(_keys.Path)).ShouldBe("{");
    }

    [Fact]
    public async Task ChangeThatWasCutOff_IsNamedWithTheCure()
    {
        await File.WriteAllTextAsync(_keys.Path + ".new", "");

        var (code, _, error) = await RunAsync("add", "a", "--scope", "admin");

        code.ShouldBe(1);
        error.ShouldContain("delete that file");
    }

    [Fact]
    public void IsAsked_OnlyAsTheFirstWord()
    {
        KeyCommand.IsAsked(["key"]).ShouldBeTrue();
        KeyCommand.IsAsked(["--demo", "key"]).ShouldBeFalse();
        KeyCommand.IsAsked([]).ShouldBeFalse();
    }

    [Fact]
    public async Task Program_KeyAdded_StandsBesideTheSettingsAndOpensAnyAddress()
    {
        Directory.CreateDirectory(Path.Combine(_keys.Folder, "wwwroot"));
        await using (var closed = GatewayProcess.Start(["--urls", "http://0.0.0.0:0"], folder: _keys.Folder))
        {
            (await closed.ExitCodeAsync()).ShouldBe(2);
            closed.Output[^1].ShouldContain("key add");
        }

        await using var adding = GatewayProcess.Start(["key", "add", "tablet", "--scope", "admin"], folder: _keys.Folder);
        (await adding.ExitCodeAsync()).ShouldBe(0);
        var secret = Secret(string.Join('\n', adding.Output));
        _keys.Keys.ShouldHaveSingleItem();

        await using var gateway = GatewayProcess.Start(["--urls", "http://0.0.0.0:0"], folder: _keys.Folder);
        await gateway.ListeningAsync();
        using var http = new HttpClient { BaseAddress = new UriBuilder(gateway.Url) { Host = "127.0.0.1" }.Uri };
        ((int)(await http.GetAsync("/api/hubs")).StatusCode).ShouldBe(401);
        http.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        (await http.GetStringAsync("/api/hubs")).ShouldBe("[]");
    }

    [Fact]
    public async Task Program_BrokenKeyFile_IsAMistakeOfTheConfiguration()
    {
        await File.WriteAllTextAsync(_keys.Path, "{ \"Keys\": [ { \"Name\": \"a\", \"Hash\": \"0123\", \"Scopes\": [ \"all\" ] } ] }");
        await using var gateway = GatewayProcess.Start(["--urls", "http://127.0.0.1:0"], folder: _keys.Folder);

        (await gateway.ExitCodeAsync()).ShouldBe(2);

        gateway.Output[0].ShouldBe("The configuration has 2 mistakes:");
        gateway.Output.ShouldAllBe(static line => !line.Contains("0123"));
        gateway.Output[1].ShouldContain($"{_keys.Path}: Keys:0:Hash");
        gateway.Output[2].ShouldContain("'all' is no scope");
    }

    private static string Secret(string output) => output.Split('\n').Select(static line => line.Trim()).Single(KeySecret.IsWellFormed);

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await KeyCommand.RunAsync(["key", .. args, "--contentRoot", _keys.Folder], output, error, _time).Soon();
        return (code, output.ToString(), error.ToString());
    }
}
