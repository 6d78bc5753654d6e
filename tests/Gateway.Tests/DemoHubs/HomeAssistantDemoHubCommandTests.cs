using System.Net.WebSockets;

namespace Gateway.Tests.DemoHubs;

public sealed class HomeAssistantDemoHubCommandTests : SignedInDemoHub
{
    [Fact]
    public async Task Command_OfEveryWrongShape_AnswersAsCaptured()
    {
        string[][] exchanges =
        [
            ["""{"id":1,"type":"nonsense"}""", "[errors] unknown command"],
            ["""{"id":2,"type":"call_service","domain":"nope","service":"nope"}""", "[errors] unknown service"],
            ["""{"id":3,"type":"call_service","domain":"input_number","service":"set_value","target":{"entity_id":"input_number.hall_level"},"service_data":{"value":"x"}}""", "[errors] wrong field type"],
            ["""{"id":4,"type":"call_service","domain":"input_number","service":"set_value","target":{"entity_id":"input_number.hall_level"},"service_data":{"value":1000}}""", "[errors] value out of range"],
            ["""{"id":8,"type":"call_service","domain":"light","service":"turn_on","return_response":true}""", "[errors] answer to a call_service with return_response"],
            ["""{"id":9,"type":"get_states","extra":1}""", "[errors] extra key on get_states"],
            ["""{"id": 3, "type": "ping"}""", "[errors] id_reuse carries the offending id"],
            ["""{"id": 9, "type": "ping"}""", "[errors] id of the refused command 9"],
            ["""{"type": "ping"}""", "[errors] id null in the answer"],
            ["""{"id":"77","type":"ping"}""", "[errors] string id echoed"],
            ["""{"type":"auth","access_token":"x"}""", "[errors] second auth frame"],
            ["42", "[non-object JSON] answer to the frame 42"],
            ["""{"id":9007199254740993,"type":"ping"}""", "[errors] id beyond 2^53"],
        ];
        foreach (var exchange in exchanges)
        {
            (await Client.AskAsync(exchange[0])).ShouldBe(
                HomeAssistantFrames.ByNote(exchange[1]).Replace("den_level", "hall_level", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Id_OfAnUnknownCommand_IsNotUsedUp()
    {
        (await Client.AskAsync("""{"id":5,"type":"nonsense"}""")).ShouldNotBeNull().ShouldContain("unknown_command");
        (await Client.AskAsync("""{"id":5.0,"type":"ping"}""")).ShouldNotBeNull().ShouldStartWith("""{"id":5.0,"type":"result","success":false""");
        (await Client.AskAsync("""{"id":5,"type":"ping"}""")).ShouldBe("""{"id":5,"type":"pong"}""");
    }

    [Fact]
    public async Task Service_UnknownEntity_Succeeds() =>
        HomeAssistantFrames.Shape(await Client.AskAsync(HomeAssistantFrames.ByNote("[errors] entity that does not exist")))
            .ShouldBe(HomeAssistantFrames.Shape(HomeAssistantFrames.ByNote("[errors] unknown entity SUCCEEDS")));

    [Fact]
    public async Task Batch_WithoutCoalescing_IsAnsweredOneByOne()
    {
        (await Client.AskAsync(HomeAssistantFrames.ByNote("[client batch] array of commands"))).ShouldBe("""{"id":1,"type":"pong"}""");
        HomeAssistantFrames.Shape(await Client.ReadAsync()).ShouldContain("latitude:Number,longitude:Number,elevation:Number,unit_system:{");
        (await Client.ReadAsync()).ShouldBe("""{"id":3,"type":"pong"}""");
    }

    [Fact]
    public async Task Batch_WithCoalescing_IsOneArrayWithEachEventBeforeItsResult()
    {
        await Client.AskAsync(HomeAssistantFrames.ByNote("[coalesce] feature on"));
        await Client.AskAsync("""{"id":2,"type":"subscribe_events","event_type":"den_burst"}""");
        var answer = await Client.AskAsync(HomeAssistantFrames.ByNote("[coalesce] four commands"));
        HomeAssistantFrames.Shape(answer).ShouldBe(HomeAssistantFrames.Shape(HomeAssistantFrames.ByNote("[coalesce] ONE array frame")));
    }

    [Fact]
    public async Task Text_WithEscapes_ComesBackRaw()
    {
        await Client.AskAsync("""{"id":6,"type":"subscribe_events","event_type":"den_event"}""");
        var answer = await Client.AskAsync(HomeAssistantFrames.ByNote("[main] custom event, escapes"));
        answer.ShouldNotBeNull().ShouldContain("""{"n":1,"u":"é😀"}""");
        HomeAssistantFrames.Shape(answer).ShouldBe(HomeAssistantFrames.Shape(HomeAssistantFrames.ByNote("[main] event before the result")));
    }

    [Fact]
    public async Task Frame_EmptyArrayOrBinary_IsIgnored()
    {
        await Client.SendAsync("[]");
        await Client.Socket.SendAsync("{}"u8.ToArray(), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
        (await Client.AskAsync("""{"id":1,"type":"ping"}""")).ShouldBe("""{"id":1,"type":"pong"}""");
    }

    [Theory]
    [InlineData("{bad")]
    [InlineData("\"\\ud800\"")]
    public async Task Frame_NotJson_Closes(string frame)
    {
        await Client.SendAsync(frame);
        await Client.ShouldCloseAsync();
    }

    [Fact]
    public async Task Frame_Over4MiB_ClosesWith1009()
    {
        await Client.SendAsync(new string(' ', 4_194_391));
        await Client.ShouldCloseAsync(WebSocketCloseStatus.MessageTooBig);
    }
}
