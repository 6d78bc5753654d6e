import { html, useEffect } from '../lib/preact.js';
import { filter, setFilter } from './data/filter.js';
import { useStore } from './data/store.js';
import { FilterBar } from './filter-bar.js';
import * as clientsPanel from './panels/clients.js';
import * as commandsPanel from './panels/commands.js';
import * as eventsPanel from './panels/events.js';
import * as flowPanel from './panels/flow.js';
import * as hubsPanel from './panels/hubs.js';
import * as limitsPanel from './panels/limits.js';
import * as registryPanel from './panels/registry.js';
import * as statePanel from './panels/state.js';
import { t } from './text/words.js';

// Hubs and flow are always there; of these one at a time. A new panel is a module with a `Panel` and a line here.
const tabs = {
  events: eventsPanel,
  state: statePanel,
  registry: registryPanel,
  commands: commandsPanel,
  clients: clientsPanel,
  limits: limitsPanel,
};
const names = Object.keys(tabs);
const steps = { ArrowRight: 1, ArrowLeft: -1 };

export function Board() {
  const { panel } = useStore(filter);
  const chosen = names.includes(panel) ? panel : names[0];
  // A phone shows neither all tabs nor all panels at a time: what was chosen comes into sight.
  useEffect(() => {
    if (!panel) return;
    document.getElementById('panels').scrollIntoView({ block: 'nearest' });
    document.getElementById(`tab-${chosen}`).scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [panel]);
  const { Panel } = tabs[chosen];
  return html`
    <div class="overview"><${hubsPanel.Panel} /><${flowPanel.Panel} /></div>
    <div class="panels" id="panels">
      <div class="tab-bar">
        <div class="tabs" role="tablist" aria-label=${t('board.panels')} onKeyDown=${event => step(event, chosen)}>
          ${names.map(name => html`
            <button key=${name} role="tab" id=${`tab-${name}`} data-testid="tab" data-panel=${name} aria-selected=${String(name === chosen)} aria-controls="tabpanel"
              tabindex=${name === chosen ? 0 : -1} onClick=${() => setFilter({ panel: name })}>${t(`panel.${name}`)}</button>`)}
        </div>
        <${FilterBar} />
      </div>
      <div class="tabpanel" role="tabpanel" id="tabpanel" aria-labelledby=${`tab-${chosen}`}><${Panel} /></div>
    </div>`;
}

// As the pattern for tabs has it: arrows go round, Home and End to the ends, and the panel follows the focus.
function step(event, chosen) {
  const at = names.indexOf(chosen);
  const next = event.key === 'Home' ? 0 : event.key === 'End' ? names.length - 1 : steps[event.key] && (at + steps[event.key] + names.length) % names.length;
  if (next === undefined) return;
  event.preventDefault();
  setFilter({ panel: names[next] });
  document.getElementById(`tab-${names[next]}`).focus();
}
