// Connections that the gateway ends when it is asked to: the client hears why, and comes back by itself, as another one.
import assert from 'node:assert/strict';
import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import { Client, say, url } from './client.mjs';

const ways = [
  { transport: HttpTransportType.WebSockets },
  { transport: HttpTransportType.ServerSentEvents },
  { transport: HttpTransportType.LongPolling },
];
const back = [];
const clients = await Promise.all(ways.map(async options => {
  const connection = new HubConnectionBuilder().withUrl(`${url}live`, options).withAutomaticReconnect([0, 100, 100, 1000]).configureLogging(LogLevel.None).build();
  const client = new Client(connection);
  back.push(new Promise((resolve, reject) => {
    let reason;
    connection.onreconnecting(error => { reason = error?.message; });
    connection.onreconnected(() => resolve(reason));
    connection.onclose(error => reject(new Error(`closed for good: ${error}`)));
  }));
  await connection.start();
  await client.subscribe(['entities/light.hall']);
  await client.untilTopic('entities/light.hall', 'live');
  return client;
}));
const before = clients.map(({ connection }) => connection.connectionId);
say('live');

for (const reason of await Promise.all(back)) assert.match(reason ?? 'no reason', /ended by whoever runs the gateway/);
clients.forEach(({ connection }, index) => assert.notEqual(connection.connectionId, before[index]));
say('back');
process.exit(0);
