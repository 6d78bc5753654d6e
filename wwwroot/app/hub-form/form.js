import { createStore } from '../data/store.js';

// null: closed; { hub: '' }: adds one; { hub: 'home' }: edits that one
export const form = createStore(null);

export const openHubForm = (hub = '') => form.set({ hub });
export const closeHubForm = () => form.set(null);
