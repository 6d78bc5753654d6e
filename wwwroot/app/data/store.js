import { useEffect, useState } from '../../lib/preact.js';

export function createStore(value) {
  const listeners = new Set();
  return {
    get: () => value,
    set(next) {
      if (next === value) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useStore(store) {
  const [, redraw] = useState(null);
  const value = store.get();
  useEffect(() => {
    const check = () => redraw({});
    // The value may have moved between this component's first render and this effect.
    if (store.get() !== value) check();
    return store.subscribe(check);
  }, [store]);
  return value;
}
