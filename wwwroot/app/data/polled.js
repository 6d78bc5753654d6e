import { useEffect } from '../../lib/preact.js';
import { access } from './access.js';
import { getJson } from './api.js';
import { isOnline, onOpened } from './connection.js';
import { createStore, useStore } from './store.js';

const pollMs = 2000;

// A list that is asked for only while something on the page shows it: { list, state, fault }.
// state: asking, known, or refused, where this key may not see it and is not asked again.
export function createPolled(path, isAllowed = () => true) {
  const store = createStore({ list: [], state: 'asking', fault: null });
  let users = 0;
  let asking = false;

  async function refresh() {
    if (!users || asking || !isOnline() || document.hidden) return;
    if (!isAllowed()) {
      store.set({ list: [], state: 'refused', fault: null });
      return;
    }
    if (store.get().state === 'refused') return;
    asking = true;
    try {
      store.set({ list: await getJson(path), state: 'known', fault: null });
    } catch (problem) {
      const refused = problem.status === 403 || problem.status === 404;
      store.set(refused ? { list: [], state: 'refused', fault: null } : { ...store.get(), fault: problem.message });
    } finally {
      asking = false;
    }
  }

  function askAnew() {
    if (store.get().state === 'refused') store.set({ list: [], state: 'asking', fault: null });
    refresh();
  }

  onOpened(askAnew);
  access.subscribe(askAnew);
  setInterval(refresh, pollMs);

  return {
    store,
    refresh,
    use() {
      useEffect(() => {
        users++;
        refresh();
        return () => { users--; };
      }, []);
      return useStore(store);
    },
  };
}
