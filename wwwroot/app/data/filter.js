import { createStore } from './store.js';

const parts = ['hub', 'topic', 'client', 'panel'];

// The filter lives in the address, so that a view can be sent to somebody: #hub=home&topic=entities/light.*&panel=events
export const filter = createStore(read());

window.addEventListener('hashchange', () => filter.set(read()));

export function setFilter(change) {
  const next = { ...filter.get(), ...change };
  const hash = parts
    .filter(key => next[key])
    .map(key => `${key}=${encodeURIComponent(next[key]).replace(/%2F/g, '/').replace(/%3A/g, ':')}`)
    .join('&');
  history.replaceState(null, '', hash ? `#${hash}` : location.pathname + location.search);
  filter.set(next);
}

function read() {
  const hash = new URLSearchParams(location.hash.slice(1));
  return Object.fromEntries(parts.map(key => [key, hash.get(key) ?? '']));
}
