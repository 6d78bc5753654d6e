import { html, render } from '../lib/preact.js';
import { App } from './app.js';
import { open } from './data/connection.js';

const root = document.getElementById('app');
// The static shell gave the first paint; the app draws its own from here.
root.textContent = '';
render(html`<${App} />`, root);
open();
