import { html } from '../lib/preact.js';
import { access } from './data/access.js';
import { gateway } from './data/connection.js';
import { hubs } from './data/hubs.js';
import { useStore } from './data/store.js';
import { Alarms } from './alarms.js';
import { Banner } from './banner.js';
import { Board } from './board.js';
import { HubForm } from './hub-form/hub-form.js';
import { KeyPrompt } from './key-prompt.js';
import { NoHubs } from './no-hubs.js';
import { language } from './text/words.js';
import { TopBar } from './top-bar.js';

export function App() {
  // Another language is another page: everything is drawn anew.
  return html`<${Page} key=${useStore(language)} />`;
}

function Page() {
  const { list, loaded } = useStore(hubs);
  const stale = useStore(gateway).state === 'away';
  if (useStore(access).state === 'asking') return html`<${TopBar} /><main class="board"><${KeyPrompt} /></main>`;
  return html`
    <${TopBar} />
    <${Banner} />
    <${Alarms} />
    <main class=${`board${stale ? ' stale' : ''}`}>${loaded && !list.length ? html`<${NoHubs} />` : html`<${Board} />`}</main>
    <${HubForm} />`;
}
