namespace Gateway.Tests.DemoHubs.Homey;

public sealed class HomeyDemoHubSocketTests : ShakenHomeyHub
{
    [Fact]
    public async Task Capability_Set_ChangesTheDeviceAndComesBackWithItsTransaction()
    {
        await SubscribeAsync("homey:device:" + HallLight);
        var command = Api(2, "devices", "setCapabilityValue",
            $$"""{"deviceId":"{{HallLight}}","capabilityId":"onoff","value":true,"transactionId":"gw-1"}""");
        HomeyFrames.Shape(command).ShouldBe(HomeyFrames.Shape(HomeyFrames.ByNote("[call] set a capability")));

        var echo = await Client.AskAsync(command);
        HomeyFrames.Shape(echo).ShouldBe(HomeyFrames.Shape(HomeyFrames.ByNote("[event] capability, boolean")));
        echo.ShouldBe($$"""42/api,["homey:device:{{HallLight}}","capability",{"capabilityId":"onoff","value":true,"transactionId":"gw-1","transactionTime":1795262400000}]""");
        (await Client.ReadAsync()).ShouldBe(HomeyFrames.ByNote("[call] done"));
        Hub.Capability(HallLight, "onoff").ShouldBe("true");
        (await Client.AskAsync(Api(3, "devices", "getCapabilityValue", $$"""{"deviceId":"{{HallLight}}","capabilityId":"onoff"}"""))).ShouldBe("43/api,3[null,true]");
        Hub.CountReceived("setCapabilityValue").ShouldBe(1);
    }

    [Fact]
    public async Task Devices_Listed_AreKeyedById()
    {
        var devices = (await Client.ReadAckAsync(Api(3, "devices", "getDevices")))[1]!.AsObject();
        devices.Select(static device => device.Key).ShouldBe(Hub.DeviceIds);
        string[] members =
        [
            "id", "driverId", "ownerUri", "name", "note", "zone", "class", "virtualClass", "capabilities", "capabilitiesObj", "settings", "flags", "energy",
            "ui", "available", "unavailableMessage", "warningMessage", "ready", "images", "color", "lastSeenAt",
        ];
        foreach (var (_, device) in devices)
        {
            device!.AsObject().Select(static member => member.Key).ShouldBe(members);
            device["capabilitiesObj"]!.AsObject().Select(static capability => capability.Key)
                .ShouldBe(device["capabilities"]!.AsArray().Select(static capability => capability!.GetValue<string>()));
        }

        (await Client.ReadAckAsync(Api(4, "devices", "getDevice", $$"""{"id":"{{HallLight}}"}""")))[1]!["name"]!.GetValue<string>().ShouldBe("Hall Light");
    }

    [Theory]
    [InlineData("zones", "getZones")]
    [InlineData("flow", "getFlows")]
    [InlineData("flow", "getAdvancedFlows")]
    [InlineData("logic", "getVariables")]
    [InlineData("moods", "getMoods")]
    public async Task Items_Listed_CarryTheirIdsAndNames(string manager, string operation)
    {
        var items = (await Client.ReadAckAsync(Api(1, manager, operation)))[1]!.AsObject();
        items.Count.ShouldBeGreaterThan(0);
        foreach (var (id, item) in items)
        {
            item!["id"]!.GetValue<string>().ShouldBe(id);
            item["name"]!.GetValue<string>().ShouldNotBeEmpty();
        }
    }

    [Theory]
    [InlineData("devices", "getDevice", """{"id":"nope"}""", """{"code":404,"error":"not_found","error_description":"Device not found"}""")]
    [InlineData("devices", "setCapabilityValue", """{"deviceId":"nope","capabilityId":"onoff","value":true}""", """{"code":404,"error":"not_found","error_description":"Device not found"}""")]
    [InlineData("devices", "setCapabilityValue", """{"deviceId":"3f1c0a52-0001-4d8e-9b61-5a0c27d1e001","capabilityId":"onoff","value":null}""", """{"code":400,"error":"invalid_value","error_description":"A value is a string, a number or a boolean"}""")]
    [InlineData("flow", "triggerFlow", """{"id":"nope"}""", """{"code":404,"error":"not_found","error_description":"Flow not found"}""")]
    [InlineData("flow", "getDevices", "{}", """{"code":404,"error":"not_found","error_description":"Operation not found"}""")]
    public async Task Call_ThatFails_IsAnsweredWithOneError(string manager, string operation, string arguments, string error)
    {
        var answer = await Client.AskAsync(Api(3, manager, operation, arguments));
        answer.ShouldBe($"43/api,3[{error}]");
        HomeyFrames.Shape(answer).ShouldBe(HomeyFrames.Shape(HomeyFrames.ByNote("[call] error object").Replace("/api,2", "/api,3", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Device_AddedChangedAndRemoved_IsToldOnBothItsUris()
    {
        await SubscribeAsync("homey:manager:devices");
        Hub.AddDevice("Plug", "socket", """{"onoff":false}""", id: "9ab2").ShouldBe("9ab2");
        var created = await Client.ReadJsonAsync("42/api,");
        created[0]!.GetValue<string>().ShouldBe("homey:manager:devices");
        created[1]!.GetValue<string>().ShouldBe("device.create");
        created[2]!["capabilitiesObj"]!["onoff"]!["value"]!.GetValue<bool>().ShouldBeFalse();

        await SubscribeAsync("homey:device:9ab2");
        Hub.UpdateDevice("9ab2", "name", "Lamp");
        var update = await Client.ReadJsonAsync("42/api,");
        update[0]!.GetValue<string>().ShouldBe("homey:device:9ab2");
        update[1]!.GetValue<string>().ShouldBe("update");
        update[2]!["name"]!.GetValue<string>().ShouldBe("Lamp");
        update[3]!.ToJsonString().ShouldBe("""{"changedKeys":["name"],"oldValues":{"name":"Plug"},"newValues":{"name":"Lamp"}}""");
        (await Client.ReadJsonAsync("42/api,"))[1]!.GetValue<string>().ShouldBe("device.update");

        Hub.SetCapability("9ab2", "onoff", value: true, transactionId: "x9");
        (await Client.ReadAsync()).ShouldNotBeNull().ShouldContain("\"transactionId\":\"x9\"");
        Hub.RemoveDevice("9ab2").ShouldBeTrue();
        (await Client.ReadAsync()).ShouldBe("""42/api,["homey:device:9ab2","delete",{"id":"9ab2"}]""");
        (await Client.ReadAsync()).ShouldBe(HomeyFrames.ByNote("[event] device deleted").Replace("3f1c", "9ab2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Flow_Triggered_RunsOnceForEachCall()
    {
        await SubscribeAsync("homey:device:" + HallLight);
        (await Client.AskAsync(Api(1, "flow", "triggerFlow", $$"""{"id":"{{Evening}}"}"""))).ShouldNotBeNull().ShouldContain("\"onoff\",\"value\":true");
        (await Client.ReadAsync()).ShouldBe("43/api,1[null,null]");
        await Client.AskAsync(Api(2, "flow", "triggerFlow", $$"""{"id":"{{Evening}}"}"""));
        Hub.TriggeredFlows.ShouldBe([Evening, Evening]);
    }

    [Fact]
    public async Task Variable_Updated_IsToldOnItsManager()
    {
        await SubscribeAsync("homey:manager:logic");
        var variable = "d1000000-0000-4000-8000-000000000001";
        var update = await Client.AskAsync(Api(5, "logic", "updateVariable", $$$"""{"id":"{{{variable}}}","variable":{"value":3}}"""));
        update.ShouldNotBeNull().ShouldStartWith($$"""42/api,["homey:manager:logic","variable.update",{"id":"{{variable}}","name":"Guests","type":"number","value":3},""");
        (await Client.ReadAsync()).ShouldNotBeNull().ShouldStartWith("43/api,5[null,{");
    }

    [Fact]
    public async Task Uri_Unsubscribed_IsSilent()
    {
        await SubscribeAsync("homey:device:" + HallLight);
        await Client.SendAsync($"42/api,[\"unsubscribe\",\"homey:device:{HallLight}\"]");
        (await Client.AskAsync("2")).ShouldBe("3");
        Hub.ActiveSubscriptions.ShouldBeEmpty();
        Hub.SetCapability(HallLight, "onoff", value: true);
        (await Client.AskAsync("2")).ShouldBe("3");
    }

    [Fact]
    public async Task Subscription_Refused_IsTakenOnceAllowed()
    {
        Hub.RefuseSubscription("homey:manager:flow");
        (await Client.AskAsync("42/api,0[\"subscribe\",\"homey:manager:flow\"]")).ShouldBe(HomeyFrames.ByNote("[subscribe] refused"));
        Hub.AllowSubscription("homey:manager:flow");
        (await Client.AskAsync("42/api,0[\"subscribe\",\"homey:manager:flow\"]")).ShouldBe("43/api,0[null]");
        (await Client.AskAsync("42/api,1[\"subscribe\",7]")).ShouldBe("43/api,1[\"invalid_uri\"]");
        Hub.CountReceived("subscribe:homey:manager:flow").ShouldBe(2);
    }

    [Fact]
    public async Task Event_OfAnyKind_PassesAsItIs()
    {
        await SubscribeAsync("homey:manager:geolocation");
        Hub.Emit("homey:manager:geolocation", "option.update", """{"id":"address"}""");
        (await Client.ReadAsync()).ShouldBe(HomeyFrames.ByNote("[event] ends in .update"));
        var flood = Hub.FloodAsync("homey:manager:geolocation", 1000, 5);
        for (var expected = 0; expected < 1000; expected++)
            (await Client.ReadAsync()).ShouldBe($$"""42/api,["homey:manager:geolocation","flood",{"i":{{expected}},"pad":"xxxxx"}]""");
        await flood;
    }

    [Fact]
    public async Task Commands_HeldCutOrRefused_DoAsTheirHookSays()
    {
        Hub.HoldAnswers("getInfo");
        await Client.SendAsync(Api(1, "system", "getInfo"));
        (await Client.AskAsync("2")).ShouldBe("3");
        Hub.ReleaseAnswers("getInfo");
        (await Client.ReadAsync()).ShouldNotBeNull().ShouldStartWith("43/api,1[null,{\"homeyVersion\":\"12.0.0\"");

        Hub.RefuseOperation("triggerFlow", 403, "missing_scopes", "Missing Scopes");
        (await Client.AskAsync(Api(2, "flow", "triggerFlow", $$"""{"id":"{{Evening}}"}""")))
            .ShouldBe("""43/api,2[{"code":403,"error":"missing_scopes","error_description":"Missing Scopes"}]""");
        Hub.AllowOperation("triggerFlow");
        Hub.TriggeredFlows.ShouldBeEmpty();

        Hub.CloseAfter("triggerFlow");
        await Client.SendAsync(Api(3, "flow", "triggerFlow", $$"""{"id":"{{Evening}}"}"""));
        await Client.ShouldBeCutAsync();
        Hub.TriggeredFlows.ShouldBe([Evening]);
    }

    private async Task SubscribeAsync(string uri)
    {
        (await Client.AskAsync($"42/api,0[\"subscribe\",\"{uri}\"]")).ShouldBe("43/api,0[null]");
        Hub.ActiveSubscriptions.Contains(uri, StringComparer.Ordinal).ShouldBeTrue();
    }
}
