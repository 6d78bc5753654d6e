// What people call the things behind topics, learnt from what hubs say: `hub\ntopic` -> name. Bounded: the oldest leaves.
const mostNames = 5000;
const names = new Map();

export function learnName(hub, topic, name) {
  if (typeof name !== 'string' || !name) return;
  const key = `${hub}\n${topic}`;
  names.delete(key);
  names.set(key, name);
  if (names.size > mostNames) names.delete(names.keys().next().value);
}

export const nameOf = (hub, topic) => names.get(`${hub}\n${topic}`);

const longId = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

// A UUID says nothing to anybody; its ends are enough to tell it from its neighbours.
export const shortTopic = topic => topic.replace(longId, id => `${id.slice(0, 4)}…${id.slice(-4)}`);
