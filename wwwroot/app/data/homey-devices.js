import { mayTry } from './access.js';
import { getJson, hubPath } from './api.js';
import { isOnline } from './connection.js';
import { hubs } from './hubs.js';
import { wanted } from './topics.js';
import { describe } from './values.js';

// Not all screens at the moment when the hub is back.
const spreadMs = 3000;
const againMs = 30_000;

// A Homey's events name devices by id alone; its list of devices is asked for once in each session, and when the page listens to more of
// them than before, where this key may, and while the page is in sight.
const asked = new Map();
const heard = new Map();

hubs.subscribe(askWhereNew);
wanted.subscribe(() => {
  for (const [hub, entries] of Object.entries(wanted.get())) {
    const before = heard.get(hub);
    heard.set(hub, entries.map(entry => entry.topic));
    if (before && heard.get(hub).some(topic => !before.includes(topic))) asked.delete(hub);
  }
  askWhereNew();
});
document.addEventListener('visibilitychange', askWhereNew);

function askWhereNew() {
  if (document.hidden || !isOnline()) return;
  for (const { hub, kind, state, since } of hubs.get().list) {
    if (kind !== 'Homey' || state !== 'online' || asked.get(hub) === since || !mayTry('http', hub)) continue;
    const wait = asked.has(hub) ? Math.random() * spreadMs : 0;
    asked.set(hub, since);
    setTimeout(() => ask(hub, since), wait);
  }
}

function ask(hub, since) {
  // The hub may have gone, or begun another session, since this was put off.
  if (!hubs.get().list.some(status => status.hub === hub && status.state === 'online' && status.since === since)) return;
  // Without it the devices keep their ids for names.
  getJson(hubPath(hub, '/http/api/manager/devices/device')).then(devices => describeAll(hub, devices), () => {
    setTimeout(() => asked.get(hub) === since && asked.set(hub, null), againMs);
  });
}

function describeAll(hub, devices) {
  for (const device of Object.values(devices ?? {})) {
    if (typeof device?.id === 'string') describe(hub, `homey:device:${device.id}`, device);
  }
}
