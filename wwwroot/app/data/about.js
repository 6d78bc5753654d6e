import { getJson } from './api.js';
import { onOpened } from './connection.js';
import { createStore } from './store.js';

// What the gateway says of itself: { product, version, runtime, started, demo }
export const about = createStore({});

onOpened(() => getJson('about').then(about.set, () => {}));
