// A client that follows topics by the rule in docs/clients.md, and tells its test every message it was sent, a line each.
import { HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import { say, url } from './client.mjs';

const topics = JSON.parse(process.argv[3]);
const whole = new Set();
let attempt = 0;
let cursor;
let isSlow = false;

const connection = new HubConnectionBuilder()
  .withUrl(`${url}live`)
  .withAutomaticReconnect({ nextRetryDelayInMilliseconds: () => 50 })
  .configureLogging(LogLevel.None)
  .build();

const remember = message => {
  if (message.state === 'live') whole.add(message.topic);
  if (message.cursor && !message.snapshot && !isSlow && whole.size === topics.length) cursor = message.cursor;
};
connection.on('event', remember);
connection.on('topic', remember);
connection.on('gap', () => { isSlow = true; });
for (const type of ['event', 'topic', 'hub', 'gap']) {
  connection.on(type, message => say(JSON.stringify({ attempt, type, message })));
}

async function subscribe() {
  whole.clear();
  isSlow = false;
  attempt++;
  try {
    await connection.invoke('Subscribe', { hub: 'home', topics, cursor });
  } catch (fault) {
    // Cut once more before the answer: the next connection asks again.
    if (connection.state === 'Connected') throw fault;
  }
}

connection.onreconnected(subscribe);
await connection.start();
await subscribe();
