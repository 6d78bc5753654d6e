import { html } from '../../lib/preact.js';
import { filter, setFilter } from '../data/filter.js';
import { hubs } from '../data/hubs.js';
import { useStore } from '../data/store.js';
import { PanelFrame } from '../parts/panel.js';
import { HubCard } from './hub-card.js';

export function Panel() {
  const { list, loaded } = useStore(hubs);
  const { hub } = useStore(filter);
  return html`
    <${PanelFrame} id="hubs" title="Hubs" area="top" quiet>
      ${!loaded && html`<p class="hint">Asking the gateway for its hubs…</p>`}
      <div class="cards">
        ${list.map(status => html`
          <${HubCard} key=${status.hub} status=${status} chosen=${status.hub === hub}
            onShow=${() => show(status.hub === hub ? '' : status.hub)} />`)}
      </div>
    <//>`;
}

function show(hub) {
  setFilter(hub ? { hub, topic: '' } : { hub });
  // On a phone the events are below the cards; on a screen that shows both nothing moves.
  if (hub) document.getElementById('events')?.scrollIntoView({ block: 'nearest' });
}
