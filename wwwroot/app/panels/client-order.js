import { isThisPage } from '../data/clients.js';

// An order in which nobody moves while somebody points at him: this page first, then who has been there longest.
export const inOrder = (a, b) => Number(isThisPage(b.id)) - Number(isThisPage(a.id)) || compare(a.connected, b.connected) || compare(a.id, b.id);

const compare = (a, b) => (a < b ? -1 : Number(a > b));
