// What every script here shares: a client that keeps all it was sent, in order, and the line to the test that started the script.
import { HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import { createInterface } from 'node:readline';

const patienceMs = 30_000;
export const url = process.argv[2];

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

export const say = line => process.stdout.write(`${line}\n`);

export async function hear(expected) {
  const { value } = await lines.next();
  if (value !== expected) throw new Error(`The test said '${value}', not '${expected}'.`);
}

export async function connect() {
  const connection = new HubConnectionBuilder().withUrl(`${url}live`).configureLogging(LogLevel.Error).build();
  const client = new Client(connection);
  await connection.start();
  return client;
}

export class Client {
  log = [];
  #waiters = new Set();

  constructor(connection) {
    this.connection = connection;
    for (const type of ['event', 'topic', 'hub', 'gap']) {
      connection.on(type, message => {
        this.log.push({ type, ...message });
        for (const check of [...this.#waiters]) check();
      });
    }
  }

  invoke = (method, ...request) => this.connection.invoke(method, ...request);
  subscribe = (topics, more) => this.invoke('Subscribe', { hub: 'home', topics, ...more });
  stop = () => this.connection.stop();

  events = (from = 0) => this.log.slice(from).filter(message => message.type === 'event');
  count = condition => this.log.filter(condition).length;

  // Where in the log the first message is that the condition holds for; waits for it.
  until(condition, what, from = 0) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters.delete(check);
        reject(new Error(`Waited in vain for ${what}. The newest of ${this.log.length}: ${JSON.stringify(this.log.slice(-6)).slice(0, 3000)}`));
      }, patienceMs);
      let index = from;
      const check = () => {
        while (index < this.log.length && !condition(this.log[index])) index++;
        if (index >= this.log.length) return;
        clearTimeout(timer);
        this.#waiters.delete(check);
        resolve(index);
      };
      this.#waiters.add(check);
      check();
    });
  }

  untilTopic = (topic, state, from = 0) =>
    this.until(message => message.type === 'topic' && message.topic === topic && message.state === state, `${topic} ${state}`, from);
}
