using System.Text.Json.Nodes;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.EndToEnd;

/// <summary>A reader of Server-Sent Events that keeps to the letter of the format (HTML standard, section 9.2).</summary>
internal sealed class ApiEventStream : IDisposable
{
    private readonly CancellationTokenSource _limit = new(Eventually.Limit);
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private ApiEventStream(HttpResponseMessage response, Stream body)
    {
        _response = response;
        _reader = new StreamReader(body);
    }

    public HttpResponseMessage Response => _response;

    /// <param name="http">The client.</param>
    /// <param name="path">With the topics.</param>
    /// <param name="lastEventId">Where the reader was before.</param>
    public static async Task<ApiEventStream> OpenAsync(HttpClient http, string path, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Soon();
        return new ApiEventStream(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next record.</summary>
    public async Task<Record> NextAsync()
    {
        string? name = null, id = null, data = null, comment = null;
        while (await _reader.ReadLineAsync(_limit.Token) is { } line)
        {
            if (line.Length == 0)
            {
                return new Record(name, id, data, comment);
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var value = line[(colon + 1)..].TrimStart(' ');
            switch (line[..colon])
            {
                case "event":
                    name = value;
                    break;
                case "id":
                    id = value;
                    break;
                case "data":
                    data = data is null ? value : data + "\n" + value;
                    break;
                case "":
                    comment = value;
                    break;
                default:
                    throw new InvalidDataException($"'{line}' is no line of an event stream.");
            }
        }

        throw new EndOfStreamException("The stream ended.");
    }

    /// <summary>The next record of that name which the condition holds for.</summary>
    public async Task<Record> UntilAsync(string name, Func<JsonObject, bool>? condition = null)
    {
        while (true)
        {
            var record = await NextAsync();
            if (string.Equals(record.Name, name, StringComparison.Ordinal) && condition?.Invoke(record.Json) != false)
            {
                return record;
            }
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _response.Dispose();
        _limit.Dispose();
    }

    internal sealed record Record(string? Name, string? Id, string? Data, string? Comment)
    {
        public JsonObject Json => JsonNode.Parse(Data!)!.AsObject();

        public string Text(string member) => Json[member]!.GetValue<string>();
    }
}
