// Every way to connect, at the same time, with the same calls and the same events.
import assert from 'node:assert/strict';
import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import { Client, hear, say, url } from './client.mjs';

const ways = {
  negotiated: {},
  direct: { transport: HttpTransportType.WebSockets, skipNegotiation: true },
  serverSentEvents: { transport: HttpTransportType.ServerSentEvents },
  longPolling: { transport: HttpTransportType.LongPolling },
};
const clients = await Promise.all(Object.values(ways).map(async options => {
  const connection = new HubConnectionBuilder().withUrl(`${url}live`, options).configureLogging(LogLevel.Error).build();
  const client = new Client(connection);
  await connection.start();
  await client.subscribe(['entities/light.hall', 'probe']);
  await client.untilTopic('entities/light.hall', 'live');
  return client;
}));
say('all connected');

// Without negotiation a client does not know its id.
const known = clients.map(({ connection }) => connection.connectionId).filter(id => id);
assert.equal(new Set(known).size, 3, 'each that negotiated has its own id');
say(known.join(' '));
await hear('on');

for (const client of clients) {
  const outcome = await client.invoke('Command', { hub: 'home', name: 'fire_event', args: { event_type: 'probe', event_data: { n: 1 } } });
  assert.equal(outcome.status, 'ok');
}
for (const client of clients) {
  await client.until(() => client.count(message => message.topic === 'probe' && message.type === 'event') === 4, 'four events');
  assert.equal(client.events().filter(event => event.topic === 'entities/light.hall').length, 1, 'one snapshot');
}
await Promise.all(clients.map(client => client.stop()));
process.exit(0);
