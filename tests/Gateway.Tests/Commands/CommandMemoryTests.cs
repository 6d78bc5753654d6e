using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Gateway.Commands;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Commands;

public sealed class CommandMemoryTests
{
    private readonly FakeTime _time = new();
    private readonly CommandMemory _memory;

    public CommandMemoryTests() => _memory = new CommandMemory(_time);

    [Theory]
    [InlineData("""{"a":1,"b":[true,null]}""", """ { "a" : 1 , "b" : [ true , null ] } """, true)]
    [InlineData("""{"a":1}""", """{"a":2}""", false)]
    [InlineData("""{"a":1}""", """{"a":"1"}""", false)]
    [InlineData("""{"a":"b"}""", """["a","b"]""", false)]
    [InlineData("""["ab","c"]""", """["a","bc"]""", false)]
    [InlineData("""[[],1]""", """[[1]]""", false)]
    [InlineData("", "null", false)]
    [InlineData("", "", true)]
    public void Claim_SameKey_ComparesWhatIsAsked(string first, string second, bool isSame)
    {
        _memory.Claim(Command("k", first), out _).ShouldBe(CommandClaim.New);

        _memory.Claim(Command("k", second), out _).ShouldBe(isSame ? CommandClaim.Held : CommandClaim.Reused);
    }

    [Fact]
    public void Claim_SameKey_ComparesNameWaitAndConfirmationButNoTimes()
    {
        var command = Command("k");
        _memory.Claim(command, out _);

        _memory.Claim(command with { Timeout = TimeSpan.FromSeconds(1), ExpiresAt = _time.GetUtcNow() }, out _).ShouldBe(CommandClaim.Held);
        _memory.Claim(command with { Name = "other" }, out _).ShouldBe(CommandClaim.Reused);
        _memory.Claim(command with { Wait = false }, out _).ShouldBe(CommandClaim.Reused);
        _memory.Claim(command with { Confirms = "entities/*" }, out _).ShouldBe(CommandClaim.Reused);
    }

    [Fact]
    public void Claim_SameKey_IsAnotherOfEachClientAndHub()
    {
        _memory.Claim(Command("k"), out _).ShouldBe(CommandClaim.New);

        _memory.Claim(Command("k") with { Client = "two" }, out _).ShouldBe(CommandClaim.New);
        _memory.Claim(Command("k") with { Hub = "homey" }, out _).ShouldBe(CommandClaim.New);
        _memory.Claim(Command("K"), out _).ShouldBe(CommandClaim.New);
    }

    [Fact]
    public void Claim_TenMinutesAfterTheOutcome_IsNewAgain()
    {
        _memory.Claim(Command("k"), out var remembered);
        _time.Advance(TimeSpan.FromMinutes(5));
        _memory.Finish(remembered!, CommandOutcome.Sent);

        _time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));
        _memory.Claim(Command("k"), out _).ShouldBe(CommandClaim.Held);
        _time.Advance(TimeSpan.FromTicks(1));
        _memory.Claim(Command("k"), out _).ShouldBe(CommandClaim.New);
    }

    [Theory]
    [InlineData(nameof(CommandStatus.Ok), true)]
    [InlineData(nameof(CommandStatus.Sent), true)]
    [InlineData(nameof(CommandStatus.Rejected), true)]
    [InlineData(nameof(CommandStatus.Timeout), true)]
    [InlineData(nameof(CommandStatus.Unknown), true)]
    [InlineData(nameof(CommandStatus.Invalid), false)]
    [InlineData(nameof(CommandStatus.Offline), false)]
    [InlineData(nameof(CommandStatus.Limited), false)]
    [InlineData(nameof(CommandStatus.Expired), false)]
    public async Task Finish_RemembersWhatTheHubMayHaveSeen(string name, bool isRemembered)
    {
        var status = Enum.Parse<CommandStatus>(name);
        _memory.Claim(Command("k"), out var remembered);
        _memory.Claim(Command("k"), out var joined);

        _memory.Finish(remembered!, new CommandOutcome(status));

        (await joined!.Outcome.Soon()).Status.ShouldBe(status, "who waits gets it either way");
        _memory.Claim(Command("k"), out _).ShouldBe(isRemembered ? CommandClaim.Held : CommandClaim.New);
    }

    [Fact]
    public void Claim_AllUnderWay_HasNoRoomUntilOneIsDone()
    {
        var all = Enumerable.Range(0, CommandMemory.MaxCommands).Select(index => Claim(Name(index))).ToArray();

        _memory.Claim(Command("more"), out _).ShouldBe(CommandClaim.NoRoom);
        _memory.Finish(all[7], CommandOutcome.Sent);

        _memory.Claim(Command("more"), out _).ShouldBe(CommandClaim.New);
        _memory.Claim(Command(Name(7)), out _).ShouldBe(CommandClaim.NoRoom, "the oldest that was done has gone");
        _memory.Size.Count.ShouldBe(CommandMemory.MaxCommands);
    }

    [Fact]
    public void Finish_TooMuchToKeep_ForgetsTheOldestOfWhoHoldsMost()
    {
        _memory.Claim(Command("small") with { Client = "modest" }, out var small);
        _memory.Finish(small!, CommandOutcome.Ok(new byte[1_000]));
        for (var index = 0; index < 100; index++)
        {
            _memory.Finish(Claim(Name(index)), CommandOutcome.Ok(new byte[1024 * 1024]));
            _memory.Size.Bytes.ShouldBeLessThanOrEqualTo(CommandMemory.MaxBytes);
        }

        _memory.Claim(Command("small") with { Client = "modest" }, out _).ShouldBe(CommandClaim.Held);
        _memory.Claim(Command(Name(99)), out _).ShouldBe(CommandClaim.Held);
        _memory.Claim(Command(Name(0)), out _).ShouldBe(CommandClaim.New);
        _memory.Size.Count.ShouldBeInRange(30, 34);
    }

    [Fact]
    public async Task Finish_PartOfALargeFrame_KeepsThePartAlone()
    {
        var frame = new byte[1024 * 1024];
        var remembered = Claim("k");

        _memory.Finish(remembered, new CommandOutcome(CommandStatus.Rejected, Result: frame.AsMemory(7, 0), HubError: frame.AsMemory(7, 10)));

        var kept = await remembered.Outcome.Soon();
        foreach (var (json, length) in new[] { (kept.Result, 0), (kept.HubError, 10) })
        {
            MemoryMarshal.TryGetArray(json, out var part).ShouldBeTrue();
            (part.Count, part.Array!.Length).ShouldBe((length, length));
        }
    }

    [Fact]
    public void Finish_LargerThanEverythingElse_IsKeptAllTheSame()
    {
        _memory.Finish(Claim("first"), CommandOutcome.Ok(new byte[1_000]));
        _memory.Finish(Claim("huge"), CommandOutcome.Ok(new byte[CommandMemory.MaxBytes]));

        _memory.Claim(Command("huge"), out _).ShouldBe(CommandClaim.Held);
        _memory.Claim(Command("first"), out _).ShouldBe(CommandClaim.New);
    }

    [Fact]
    public void Size_AfterEverythingWasForgotten_IsNothing()
    {
        for (var index = 0; index < 1_000; index++)
        {
            _memory.Claim(Command(Name(index)) with { Client = Name(index % 10) }, out var remembered);
            _memory.Finish(remembered!, index % 3 == 0 ? CommandOutcome.Expired("") : CommandOutcome.Ok(new byte[index]));
        }

        _time.Advance(TimeSpan.FromMinutes(10));
        _memory.Finish(Claim("last"), CommandOutcome.Expired(""));

        _memory.Size.ShouldBe((0, 0));
    }

    private static string Name(int index) => index.ToString(CultureInfo.InvariantCulture);

    private static Command Command(string key, string args = "{}") => new("home", "turn_on", Encoding.UTF8.GetBytes(args)) { IdempotencyKey = key };

    private RememberedCommand Claim(string key)
    {
        _memory.Claim(Command(key), out var remembered).ShouldBe(CommandClaim.New);
        return remembered!;
    }
}
