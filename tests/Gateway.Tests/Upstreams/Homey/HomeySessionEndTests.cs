using System.Net.WebSockets;
using System.Text;
using Gateway.Commands;
using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Gateway.Upstreams.Homey;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Upstreams.Homey;

/// <summary>What ends a session and what does not: pings, probes, kicks, garbage, floods.</summary>
public sealed class HomeySessionEndTests
{
    private const string Hall = "homey:device:3f1c";
    private const string Flow = "homey:manager:flow";

    [Fact]
    public async Task PingInterval5000AndPingTimeout8000Ms_AsSettings_AreUsed()
    {
        var options = new HomeyOptions { PingInterval = TimeSpan.FromMilliseconds(5000), PingTimeout = TimeSpan.FromMilliseconds(8000) };
        await using var rig = await HomeySessionRig.OpenAsync(options);

        await ProvePingsAsync(rig);
    }

    [Fact]
    public async Task Ping_HubSaysNothingOfIt_IsEveryFiveSecondsWithEightToAnswer()
    {
        await using var rig = await HomeySessionRig.CreateAsync();
        await rig.OpenNextAsync("""0{"sid":"Qx1","upgrades":[]}""");

        await ProvePingsAsync(rig);
    }

    [Fact]
    public async Task Ping_HubSaysItsOwnTimes_TheyHold()
    {
        await using var rig = await HomeySessionRig.CreateAsync();
        await rig.OpenNextAsync("""0{"sid":"Qx1","upgrades":[],"pingInterval":2000,"pingTimeout":1000}""");

        await rig.AdvanceAsync(TimeSpan.FromMilliseconds(1990), timers: 1);
        rig.Hub.Wire.HasMore.ShouldBeFalse();
        await PingAsync(rig, TimeSpan.FromMilliseconds(10));
    }

    [Fact]
    public async Task Removed_FromTheNamespaceOfTheLogin_EndsTheSessionForANewLogin()
    {
        await using var rig = await HomeySessionRig.OpenAsync();

        await rig.Hub.Wire.SendAsync("41/v7,");

        var reason = await rig.Reading.Soon();
        (reason.Name, reason.IsFinal).ShouldBe(("removed", false));
    }

    [Fact]
    public async Task Garbage_OfEveryKind_IsCountedAndEndsNothing()
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        await rig.WatchAsync(Flow);
        string[] garbage =
        [
            "", "4", "9", "x", "42", "42/v7,", "42/v7,{", "42/v7,[]", "42/v7,[1]", $"42/v7,[\"{Flow}\"]", $"42/v7,[\"{Flow}\",1,2]", $"42/v7,[\"{Flow}\",\"\"]",
            $"42/v7,[\"{Flow}\",\"\\ud800\",1]", $"42/v7,[\"{Flow}\",\"x\",{{\"a\":}}]", $"42[\"{Flow}\",\"x\",1]", $"42/other,[\"{Flow}\",\"x\",1]",
            "42/v7,[\"homey:device:unknown\",\"capability\",{\"capabilityId\":\"a\",\"value\":1}]", "42/v7,[\"nonsense\",\"x\",1]",
            "43/v7,999[null]", "43/v7,[null]", "43999", "44/v7,\"x\"", "41/other,", "451-/v7,[\"x\"]", "3", "6", "2",
        ];

        foreach (var text in garbage)
        {
            await rig.Hub.Wire.SendAsync(text);
        }

        await rig.Hub.Wire.SendAsync([4, 1, 2, 3], WebSocketMessageType.Binary);
        await rig.Hub.EventAsync(Flow, "\"flow.update\",1");
        await rig.UntilEventsAsync(1);

        rig.Events.ShouldBe(["homey:manager:flow flow.update 1"]);
        rig.Reading.IsCompleted.ShouldBeFalse();
        rig.Log.Errors.ShouldBeEmpty();
        rig.LinesOf(LogLevel.Warning).Count(static line => line.Contains("no event of a Homey", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Flood_OfOneDevice_ArrivesInOrderAndEndsInTheNewestValue()
    {
        const int events = 20_000;
        await using var rig = await HomeySessionRig.OpenAsync();
        rig.Hub.Devices["3f1c"] = ScriptedHomeyConnection.Device("3f1c");
        await rig.WatchAsync(Hall);

        for (var value = 1; value <= events; value++)
        {
            await rig.Hub.CapabilityAsync("3f1c", $"{value}", "measure_power");
        }

        await rig.SettleAsync();
        rig.Events.Count.ShouldBe(events + 1);
        rig.Events[^1].ShouldContain($"\"value\":{events},");
        rig.Events.Skip(1).Select(static (line, index) => line.Contains($"\"value\":{index + 1},", StringComparison.Ordinal)).ShouldAllBe(static isInOrder => isInOrder);
        rig.Stream.LastValues().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Probe_Answered_TellsTheRoundTripWhateverItSays()
    {
        await using var rig = await HomeySessionRig.OpenAsync(new HomeyOptions { PingInterval = TimeSpan.FromMinutes(5), PingTimeout = TimeSpan.FromMinutes(5) });

        await rig.AdvanceAsync(TimeSpan.FromMinutes(3), timers: 2);
        var call = await rig.Hub.ReadCallAsync("getInfo");
        call.Json.ShouldContain("\"uri\":\"homey:manager:system\"");
        await rig.AdvanceAsync(TimeSpan.FromMilliseconds(70), timers: 2);
        await rig.Hub.AckAsync(call, """{"error":"missing_scopes"}""");

        await Eventually.TrueAsync(() => rig.Subscriptions.Status().RoundTripMs is 70, "the round trip is told");
        rig.Reading.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Probe_Unanswered_EndsTheSessionThoughTheTransportLives()
    {
        await using var rig = await HomeySessionRig.OpenAsync(new HomeyOptions { PingInterval = TimeSpan.FromMinutes(5), PingTimeout = TimeSpan.FromMinutes(5) });
        await rig.AdvanceAsync(TimeSpan.FromMinutes(3), timers: 2);
        await rig.Hub.ReadCallAsync("getInfo");

        await rig.AdvanceAsync(TimeSpan.FromSeconds(10), timers: 2);

        (await rig.Reading.Soon()).Name.ShouldBe("api-silent");
    }

    [Fact]
    public async Task Watch_FailsByAFaultOfOurs_EndsTheSession()
    {
        // No timer takes such a time.
        await using var rig = await HomeySessionRig.OpenAsync(new HomeyOptions { ProbeInterval = TimeSpan.MaxValue });

        (await rig.Reading.Soon()).Name.ShouldBe("internal");

        rig.Log.Errors.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("subscribe")]
    [InlineData("un\\u0073ubscribe")]
    [InlineData("handshakeClient")]
    public async Task Raw_WhatConcernsTheLoginOfAll_IsRefusedAndNotWritten(string name)
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        var writer = (IRawWriter)rig.Session;

        var outcome = await writer.WriteRawAsync(Encoding.UTF8.GetBytes($"42/v7,[\"{name}\",\"homey:manager:flow\"]"), CancellationToken.None).Soon();
        (await writer.WriteRawAsync("42/v7,[\"other\",\"subscribe\"]"u8.ToArray(), CancellationToken.None).Soon()).Status.ShouldBe(CommandStatus.Sent);

        outcome.Status.ShouldBe(CommandStatus.Invalid);
        outcome.Detail!.ShouldContain("all clients share");
        (await rig.Hub.Wire.ReadAsync()).ShouldBe("42/v7,[\"other\",\"subscribe\"]");
    }

    [Fact]
    public async Task Probe_Unauthorised_EndsTheSessionAlsoWhereClientsWereUnauthorisedBefore()
    {
        var options = new HomeyOptions { PingInterval = TimeSpan.FromMinutes(5), PingTimeout = TimeSpan.FromMinutes(5) };
        await using var rig = await HomeySessionRig.OpenAsync(options);
        var asked = rig.SendAsync("getDevices homey:manager:devices");
        await rig.Hub.AckAsync(await rig.Hub.ReadCallAsync("getDevices"), """{"statusCode":401,"error":"missing_scopes"}""");
        await asked.Soon();
        (await rig.Reading.Soon()).Name.ShouldBe("login-doubtful");
        await rig.OpenNextAsync();

        await rig.AdvanceAsync(TimeSpan.FromMinutes(3), timers: 2);
        await rig.Hub.AckAsync(await rig.Hub.ReadCallAsync("getInfo"), """{"statusCode":401,"error":"invalid_token"}""");

        (await rig.Reading.Soon()).Name.ShouldBe("login-doubtful");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LongQuiet_DevicesAreLookedAt_AndASessionWhoseEventsStoppedEnds(bool hasChanged)
    {
        var options = new HomeyOptions { PingInterval = TimeSpan.FromMinutes(5), PingTimeout = TimeSpan.FromMinutes(5), ProbeInterval = TimeSpan.FromMinutes(11) };
        await using var rig = await HomeySessionRig.OpenAsync(options);
        rig.Hub.Devices["3f1c"] = ScriptedHomeyConnection.Device("3f1c");
        await rig.WatchAsync(Hall);
        await PingAsync(rig, TimeSpan.FromMinutes(5));
        await PingAsync(rig, TimeSpan.FromMinutes(5));
        rig.Hub.Devices["3f1c"] = ScriptedHomeyConnection.Device("3f1c", onoff: !hasChanged);

        await rig.AdvanceAsync(TimeSpan.FromMinutes(1), timers: 2);
        await rig.Hub.AckAsync(await rig.Hub.ReadCallAsync("getInfo"), "null,{}");
        await rig.Hub.ListAsync();

        if (hasChanged)
        {
            await rig.UntilEventsAsync(2);
            await rig.AdvanceAsync(TimeSpan.FromSeconds(10), timers: 2);
            (await rig.Reading.Soon()).Name.ShouldBe("events-stopped");
        }
        else
        {
            await rig.SettleAsync();
            rig.Events.Count.ShouldBe(1);
            rig.Reading.IsCompleted.ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Unauthorised_InARunningSession_EndsItOnceForANewLogin()
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        var asked = rig.SendAsync("getDevices homey:manager:devices");
        await rig.Hub.AckAsync(await rig.Hub.ReadCallAsync("getDevices"), """{"statusCode":401,"error":"session_expired"}""");

        (await asked.Soon()).Status.ShouldBe(CommandStatus.Rejected);
        (await rig.Reading.Soon()).Name.ShouldBe("login-doubtful");

        // The login held, so the next 401 is about what was asked, not about us.
        await rig.OpenNextAsync();
        asked = rig.SendAsync("getDevices homey:manager:devices");
        await rig.Hub.AckAsync(await rig.Hub.ReadCallAsync("getDevices"), """{"code":401,"error":"missing_scopes"}""");
        (await asked.Soon()).Status.ShouldBe(CommandStatus.Rejected);
        await rig.SettleAsync();
        rig.Reading.IsCompleted.ShouldBeFalse();
    }

    /// <summary>A ping after 5 s, and the end 8 s after one that had no answer.</summary>
    private static async Task ProvePingsAsync(HomeySessionRig rig)
    {
        await rig.AdvanceAsync(TimeSpan.FromMilliseconds(4990), timers: 2);
        rig.Hub.Wire.HasMore.ShouldBeFalse();
        await PingAsync(rig, TimeSpan.FromMilliseconds(10));
        await rig.AdvanceAsync(TimeSpan.FromSeconds(5), timers: 2);
        (await rig.Hub.Wire.ReadAsync()).ShouldBe("2");
        await rig.AdvanceAsync(TimeSpan.FromMilliseconds(7900), timers: 2);
        rig.Reading.IsCompleted.ShouldBeFalse();

        for (var step = 0; step < 20 && !rig.Reading.IsCompleted; step++)
        {
            await rig.AdvanceAsync(TimeSpan.FromMilliseconds(10), timers: 1);
        }

        (await rig.Reading.Soon()).Name.ShouldBe("silent");
    }

    /// <summary>Moves the clock to the next ping and lets the hub answer it.</summary>
    private static async Task PingAsync(HomeySessionRig rig, TimeSpan after)
    {
        await rig.AdvanceAsync(after, timers: 2);
        (await rig.Hub.Wire.ReadAsync()).ShouldBe("2");
        var before = rig.Session.FramesRead;

        // No answer comes in the very moment of the question.
        rig.Time.Advance(TimeSpan.FromMilliseconds(1));
        await rig.Hub.Wire.SendAsync("3");
        await Eventually.TrueAsync(() => rig.Session.FramesRead > before, "the pong was read");
    }
}
