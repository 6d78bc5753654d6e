import { apiUrl, hubPath } from '../data/api.js';

// What a person pastes into a shell or a program. Keys are never in it: where one is needed, docs/clients.md says how it goes along.

export function commandAsCurl({ hub, ...command }) {
  return `curl -X POST ${quote(apiUrl(hubPath(hub, '/commands')))} \\\n  -H 'Content-Type: application/json' \\\n  -d ${quote(JSON.stringify(command))}`;
}

export function topicAsCurl(hub, topic) {
  return `curl -N ${quote(apiUrl(hubPath(hub, `/events?topic=${encodeURIComponent(topic)}`)))}`;
}

export function topicAsJavaScript(hub, topic) {
  return `import { HubConnectionBuilder } from '@microsoft/signalr';

const connection = new HubConnectionBuilder().withUrl(${JSON.stringify(liveUrl())}).withAutomaticReconnect().build();
connection.on('event', event => console.log(event.topic, event.data));
await connection.start();
await connection.invoke('Subscribe', ${JSON.stringify({ hub, topics: [topic] })});
`;
}

export function topicAsCSharp(hub, topic) {
  return `using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;

await using var connection = new HubConnectionBuilder().WithUrl(${text(liveUrl())}).WithAutomaticReconnect().Build();
connection.On<JsonElement>("event", e => Console.WriteLine($"{e.GetProperty("topic")} {e.GetProperty("data")}"));
await connection.StartAsync();
await connection.InvokeAsync<JsonElement>("Subscribe", new { hub = ${text(hub)}, topics = new[] { ${text(topic)} } });
await Task.Delay(Timeout.Infinite);
`;
}

const liveUrl = () => new URL('live', document.baseURI).href;
const quote = words => `'${words.replaceAll("'", "'\\''")}'`;
// JSON's escapes are all C#'s as well.
const text = words => JSON.stringify(words);
