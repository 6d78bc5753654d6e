import { html } from '../lib/preact.js';
import { access } from './data/access.js';
import { hubs } from './data/hubs.js';
import { useStore } from './data/store.js';
import { gateway } from './data/connection.js';
import { Alarms } from './alarms.js';
import { Banner } from './banner.js';
import { KeyPrompt } from './key-prompt.js';
import { NoHubs } from './no-hubs.js';
import { TopBar } from './top-bar.js';
import * as hubsPanel from './panels/hubs.js';
import * as eventsPanel from './panels/events.js';
import * as registryPanel from './panels/registry.js';
import * as commandsPanel from './panels/commands.js';

// Where each panel stands. A new one is a module with a `Panel` and a line here.
const areas = {
  top: [hubsPanel],
  main: [eventsPanel],
  side: [registryPanel, commandsPanel],
};

export function App() {
  const { list, loaded } = useStore(hubs);
  const stale = useStore(gateway).state === 'away';
  if (useStore(access).state === 'asking') return html`<${TopBar} /><main class="board"><${KeyPrompt} /></main>`;
  const board = loaded && !list.length
    ? html`<${NoHubs} />`
    : html`
      ${draw(areas.top)}
      <div class="columns">
        <div class="column">${draw(areas.main)}</div>
        <div class="column">${draw(areas.side)}</div>
      </div>`;
  return html`
    <${TopBar} />
    <${Banner} />
    <${Alarms} />
    <main class=${`board${stale ? ' stale' : ''}`}>${board}</main>`;
}

const draw = panels => panels.map(({ Panel }, index) => html`<${Panel} key=${index} />`);
